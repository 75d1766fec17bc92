import { childOf, entriesOf } from "./map-entries.ts";
import type { Document, Entry, Node } from "./node.ts";
import { findMisplacedKeys, isMisplaced } from "./misplaced-keys.ts";
import type { Problem, Range } from "./problem.ts";
import { pipelineShape } from "./schema.ts";
import { countUpTo, isInParts, joinParts } from "./text-parts.ts";
import { lineEnd, lineStart } from "./yaml/line-bounds.ts";

/** Mistakes after which the lines below may be read as something that they are not. */
const misleading =
  /^yaml\/(?:syntax|incomplete-(?:key|item)|unclosed-(?:quote|flow)|tab-indent|bad-indent|merge-conflict|odd-space)$/;

/** Mistakes that make another text of their own line, and of no other. */
const misspelling = /^yaml\/tab$/;

/**
 * Leaves out what is told because a line is not yet YAML: one mistake is one problem. From the line above the mistake to
 * the end of the stage, or of the section, that it stands in, nobody knows what is meant.
 */
export function withoutConsequences(problems: readonly Problem[], document: Document): readonly Problem[] {
  if (problems.length === 0) return problems;
  return withoutMisread(withoutBrokenBy(withoutExplained(problems, document), document), document);
}

/** A stage in another column is a key without a value that nobody knows, and its keys are those of something else. */
function withoutBrokenBy(problems: readonly Problem[], document: Document): readonly Problem[] {
  const { file, text } = document;
  const openers = problems.filter(
    ({ code, range, file: of }) =>
      code === "dvc/unknown-key" &&
      of === file &&
      /^:[ \t\r]*(?:#.*)?\n/.test(text.slice(range.end, range.end + 200)),
  );
  if (openers.length === 0) return problems;
  const parts = startsOfParts(document);
  const broken = joinParts(
    openers.map(({ range }) => ({
      start: range.start,
      end: parts[countUpTo(range.start, parts, (start) => start)] ?? text.length + 1,
    })),
  );
  const isBrokenBy = ({ code, range, file: of }: Problem): boolean =>
    of === file && /^yaml\/(?:duplicate-key|bad-indent)$/.test(code) && isInParts(broken, range.start);
  return problems.filter((problem) => !isBrokenBy(problem));
}

/** Keys in the wrong column make stages of themselves, and of what stands below them. */
function withoutExplained(problems: readonly Problem[], document: Document): readonly Problem[] {
  const misplaced = findMisplacedKeys(document);
  if (misplaced.length === 0) return problems;
  const explained = misplaced.map(({ explains }) => explains);
  const left = problems.filter(
    ({ file, range }) => file !== document.file || !isInParts(explained, range.start),
  );
  return [...left, ...misplaced.map(({ problem }) => problem)];
}

function withoutMisread(problems: readonly Problem[], document: Document): readonly Problem[] {
  const { file } = document;
  const mistakes = problems.filter(
    (problem) => problem.file === file && (misleading.test(problem.code) || misspelling.test(problem.code)),
  );
  if (mistakes.length === 0) return problems;
  const parts = startsOfParts(document);
  const doubtful = joinParts(mistakes.map((mistake) => doubtfulAround(mistake, parts, document.text)));
  const starts = mistakes.map(({ range }) => range.start).toSorted((a, b) => a - b);
  const told = new Set(mistakes.filter((mistake) => !followsAnother(mistake, starts, document.text)));
  const isVariableLost = hasLostVariables(document.root, mistakes, parts);
  return problems.filter((problem) => {
    if (told.has(problem) || problem.file !== file) return true;
    if (isVariableLost && problem.code === "dvc/interp-unknown") return false;
    return !isInParts(doubtful, problem.range.start);
  });
}

/** What is said of the line right below another mistake is about that one. */
function followsAnother({ code, range }: Problem, starts: readonly number[], text: string): boolean {
  if (!/^yaml\/(?:syntax|bad-indent|incomplete-(?:key|item))$/.test(code)) return false;
  const line = lineStart(text, range.start);
  const before = starts[countUpTo(line - 1, starts, (start) => start) - 1];
  return before !== undefined && before >= startOfLineAbove(text, line);
}

/** Where the stages begin, and the sections of the file. */
function startsOfParts({ root }: Document): readonly number[] {
  const isSection = ({ key }: Entry): boolean =>
    pipelineShape.kind === "record" && typeof key.value === "string" && pipelineShape.rules.has(key.value);
  const stages = entriesOf(childOf(root, "stages")).filter((entry) => !isMisplaced(entry));
  const starts = [...entriesOf(root).filter(isSection), ...stages].map(({ key }) => key.range.start);
  return starts.toSorted((a, b) => a - b);
}

function doubtfulAround({ code, range }: Problem, parts: readonly number[], text: string): Range {
  const line = lineStart(text, range.start);
  if (misspelling.test(code)) return { start: line, end: lineEnd(text, range.start) };
  const before = countUpTo(range.start, parts, (start) => start);
  const above = startOfLineAbove(text, line);
  return { start: Math.max(parts[before - 1] ?? 0, above), end: parts[before] ?? text.length + 1 };
}

/** The nearest line above that is neither empty nor a comment. */
function startOfLineAbove(text: string, line: number): number {
  for (let end = line; end > 0;) {
    const start = lineStart(text, end - 1);
    if (/^\s*[^\s#]/.test(text.slice(start, end))) return start;
    end = start;
  }
  return 0;
}

/** Whether a variable may stand in what was not read of `vars`. */
function hasLostVariables(
  root: Node | undefined,
  mistakes: readonly Problem[],
  parts: readonly number[],
): boolean {
  const vars = entriesOf(root).find(({ key }) => key.value === "vars")?.key.range.start;
  if (vars === undefined) return false;
  const end = parts.find((start) => start > vars) ?? Infinity;
  return mistakes.some(({ range }) => range.start >= vars && range.start < end);
}

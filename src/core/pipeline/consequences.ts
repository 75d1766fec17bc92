import { childOf, entriesOf } from "./map-entries.ts";
import type { Document, Entry, Node } from "./node.ts";
import type { Problem } from "./problem.ts";
import { pipelineShape } from "./schema.ts";
import { lineEnd, lineStart } from "./yaml/line-bounds.ts";

/** Mistakes after which the lines below may be read as something that they are not. */
const misleading =
  /^yaml\/(?:syntax|incomplete-(?:key|item)|unclosed-(?:quote|flow)|tab-indent|bad-indent|merge-conflict|odd-space)$/;

/** Mistakes that make another text of their own line, and of no other. */
const misspelling = /^yaml\/tab$/;

/** A part of the text in which nothing but YAML's own mistakes is told. */
interface Doubtful {
  readonly start: number;
  readonly end: number;
}

/**
 * Leaves out what is told because a line is not yet YAML: one mistake is one problem. From the line above the mistake to
 * the end of the stage, or of the section, that it stands in, nobody knows what is meant.
 */
export function withoutConsequences(problems: readonly Problem[], document: Document): readonly Problem[] {
  const { file } = document;
  if (document.problems.length === 0) return problems;
  const mistakes = problems.filter(
    (problem) => problem.file === file && (misleading.test(problem.code) || misspelling.test(problem.code)),
  );
  if (mistakes.length === 0) return problems;
  const parts = startsOfParts(document);
  const doubtful = joined(mistakes.map((mistake) => doubtfulAround(mistake, parts, document.text)));
  const told = new Set(mistakes);
  const isVariableLost = hasLostVariables(document.root, mistakes, parts);
  return problems.filter((problem) => {
    if (told.has(problem) || problem.file !== file) return true;
    if (isVariableLost && problem.code === "dvc/interp-unknown") return false;
    const around = doubtful[countUpTo(problem.range.start, doubtful, ({ start }) => start) - 1];
    return around === undefined || around.end <= problem.range.start;
  });
}

/** Ordered and without overlaps. */
function joined(parts: readonly Doubtful[]): readonly Doubtful[] {
  const all: Doubtful[] = [];
  for (const part of parts.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last === undefined || last.end < part.start) all.push(part);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
  }
  return all;
}

/** How many of an ordered list begin at an offset or before it. */
function countUpTo<T>(offset: number, ordered: readonly T[], startOf: (one: T) => number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = ordered[middle];
    if (one !== undefined && startOf(one) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the stages begin, and the sections of the file. */
function startsOfParts({ root }: Document): readonly number[] {
  const isSection = ({ key }: Entry): boolean =>
    pipelineShape.kind === "record" && typeof key.value === "string" && pipelineShape.rules.has(key.value);
  const stages = entriesOf(childOf(root, "stages"));
  const starts = [...entriesOf(root).filter(isSection), ...stages].map(({ key }) => key.range.start);
  return starts.toSorted((a, b) => a - b);
}

function doubtfulAround({ code, range }: Problem, parts: readonly number[], text: string): Doubtful {
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

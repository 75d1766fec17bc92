import { childOf, entriesOf } from "./map-entries.ts";
import type { Document, Entry } from "./node.ts";
import { findMisplacedKeys, isMisplaced } from "./misplaced-keys.ts";
import type { Problem, Range } from "./problem.ts";
import { pipelineShape } from "./schema.ts";
import { countUpTo, isInParts, joinParts } from "./text-parts.ts";
import { lineEnd, lineStart } from "./yaml/line-bounds.ts";

/**
 * Leaves out what is told only because of another mistake of the same file: one mistake is one problem.
 *
 * The order matters: what an earlier step leaves out would count as a mistake in a later one, and hide its neighbours.
 */
export function withoutConsequences(problems: readonly Problem[], document: Document): readonly Problem[] {
  if (problems.length === 0) return problems;
  const explained = explainMisplacedKeys(problems, document);
  return withoutMisread(withoutKeysBelowUnknown(explained, document), document);
}

/**
 * Keys of a stage in the column of the stage seem to be stages. All that this makes wrong, in them and in what stands
 * below them, becomes one problem.
 */
function explainMisplacedKeys(problems: readonly Problem[], document: Document): readonly Problem[] {
  const misplaced = findMisplacedKeys(document);
  if (misplaced.length === 0) return problems;
  const explained = misplaced.map(({ explains }) => explains);
  const others = leaveOut(problems, document, ({ range }) => isInParts(explained, range.start));
  return [...others, ...misplaced.map(({ problem }) => problem)];
}

/**
 * A stage in the wrong column is an unknown key without a value, and its keys are read as keys of what stands above it: that
 * they are there a second time, or in another column, is no mistake of theirs.
 */
function withoutKeysBelowUnknown(problems: readonly Problem[], document: Document): readonly Problem[] {
  const { file, text } = document;
  const openers = problems.filter(
    (problem) =>
      problem.file === file &&
      problem.code === "dvc/unknown-key" &&
      hasNothingOnItsLine(text, problem.range.end),
  );
  if (openers.length === 0) return problems;
  const starts = startsOfParts(document);
  const strange = joinParts(
    openers.map(({ range: { start } }) => ({ start, end: partAround(start, starts, text).end })),
  );
  return leaveOut(
    problems,
    document,
    ({ code, range }) =>
      (code === "yaml/duplicate-key" || code === "yaml/bad-indent") && isInParts(strange, range.start),
  );
}

/** Whether the colon of a key that ends here is the last on its line; of a longer comment nobody asks. */
function hasNothingOnItsLine(text: string, keyEnd: number): boolean {
  return /^:[ \t\r]*(?:#.*)?\n/.test(text.slice(keyEnd, keyEnd + 200));
}

/** Mistakes after which the lines below may be read as something that they are not. */
const misleading: ReadonlySet<string> = new Set([
  "yaml/syntax",
  "yaml/incomplete-key",
  "yaml/incomplete-item",
  "yaml/unclosed-quote",
  "yaml/unclosed-flow",
  "yaml/tab-indent",
  "yaml/bad-indent",
  "yaml/merge-conflict",
  "yaml/odd-space",
]);

/** A mistake that makes another text of its own line, and of no other. */
const misspelling = "yaml/tab";

/** Around a line that is not YAML nobody knows what is meant: only the mistake itself is told there. */
function withoutMisread(problems: readonly Problem[], document: Document): readonly Problem[] {
  const { file, text } = document;
  const mistakes = problems.filter(
    (problem) => problem.file === file && (misleading.has(problem.code) || problem.code === misspelling),
  );
  if (mistakes.length === 0) return problems;
  const starts = startsOfParts(document);
  const doubtful = joinParts(mistakes.map((mistake) => doubtfulAround(mistake, starts, text)));
  const told = new Set(withoutFollowing(mistakes, text));
  const hidesVariables = mistakes.some(({ range }) => isInVars(range.start, document, starts));
  return leaveOut(problems, document, (problem) => {
    if (told.has(problem)) return false;
    const isUnknownVariable = problem.code === "dvc/interp-unknown";
    return (hidesVariables && isUnknownVariable) || isInParts(doubtful, problem.range.start);
  });
}

/**
 * From the line above a mistake, which may have taken it for its own, to the end of the stage or section. A misspelling
 * reaches no further than its line.
 */
function doubtfulAround({ code, range }: Problem, starts: readonly number[], text: string): Range {
  const line = lineStart(text, range.start);
  if (code === misspelling) return { start: line, end: lineEnd(text, range.start) };
  const part = partAround(range.start, starts, text);
  return { start: Math.max(part.start, startOfLineAbove(text, line)), end: part.end };
}

/** What the parser says of the line right below another mistake is about that one. */
const followers: ReadonlySet<string> = new Set([
  "yaml/syntax",
  "yaml/bad-indent",
  "yaml/incomplete-key",
  "yaml/incomplete-item",
]);

function withoutFollowing(mistakes: readonly Problem[], text: string): readonly Problem[] {
  const ordered = mistakes.map(({ range }) => range.start).toSorted((a, b) => a - b);
  return mistakes.filter(({ code, range }) => {
    if (!followers.has(code)) return true;
    const line = lineStart(text, range.start);
    const before = ordered[countUpTo(line - 1, ordered, (start) => start) - 1];
    return before === undefined || before < startOfLineAbove(text, line);
  });
}

/** Whether an offset is in the `vars` of the file: then a variable may stand in what was not read. */
function isInVars(offset: number, { root, text }: Document, starts: readonly number[]): boolean {
  const vars = entriesOf(root).find(({ key }) => key.value === "vars");
  if (vars === undefined) return false;
  const { start } = vars.key.range;
  return offset >= start && offset < partAround(start, starts, text).end;
}

function leaveOut(
  problems: readonly Problem[],
  { file }: Document,
  isConsequence: (problem: Problem) => boolean,
): readonly Problem[] {
  return problems.filter((problem) => problem.file !== file || !isConsequence(problem));
}

/** Where the stages begin, and the sections of the file, in order. */
function startsOfParts({ root }: Document): readonly number[] {
  const stages = entriesOf(childOf(root, "stages")).filter((entry) => !isMisplaced(entry));
  const starts = [...entriesOf(root).filter(isSection), ...stages].map(({ key }) => key.range.start);
  return starts.toSorted((a, b) => a - b);
}

function isSection({ key }: Entry): boolean {
  return (
    pipelineShape.kind === "record" && typeof key.value === "string" && pipelineShape.rules.has(key.value)
  );
}

/** The stage or section around an offset. The last one goes on behind the text, where problems of its end are. */
function partAround(offset: number, starts: readonly number[], text: string): Range {
  const next = countUpTo(offset, starts, (start) => start);
  return { start: starts[next - 1] ?? 0, end: starts[next] ?? text.length + 1 };
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

import { createLineIndex } from "../line-index.ts";
import type { ReadText } from "../model.ts";
import type { Fix, Problem } from "../problem.ts";
import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import { findSuppressions, namesCode, type Suppression } from "./find-suppressions.ts";

/** What a rule with this code says depends on what is on this disk: silence may be needed on another. */
const dependsOnDisk =
  /^(?:cmd|params|plots|metrics|lock|dvcfile|artifacts)\/|missing|output-ignored|in-git|path-case/;

/**
 * The problems of one file without those that its comments silence, and a hint for each comment that silences nothing.
 * This is the one place that decides it, for the editor and for `lint`.
 */
export function suppress(file: string, text: string, problems: readonly Problem[]): readonly Problem[] {
  const suppressions = findSuppressions(text);
  if (suppressions.length === 0) return problems;
  const { position } = createLineIndex(text);
  const used = new Set<Suppression>();
  const left = problems.filter(({ code, range }) => {
    const line = position(range.start).line;
    const matching = suppressions.filter(
      (one) => namesCode(one.code, code) && one.lines.first <= line && line <= one.lines.last,
    );
    for (const one of matching) used.add(one);
    return matching.length === 0;
  });
  // What DVC refuses is not judged as a whole, so that much is silent for the moment.
  if (left.some(({ severity }) => severity === "error")) return left;
  const unused = suppressions.filter((one) => !used.has(one) && !dependsOnDisk.test(one.code));
  return [...left, ...unused.map((one) => unusedProblem(file, text, one))];
}

/** `suppress` for the problems of many files. Of `files`, also those are looked at that have none. */
export function suppressAll(
  problems: readonly Problem[],
  files: readonly string[],
  read: ReadText,
): readonly Problem[] {
  const byFile = new Map<string, Problem[]>(files.map((file) => [file, []]));
  for (const problem of problems) {
    const ofFile = byFile.get(problem.file) ?? [];
    ofFile.push(problem);
    byFile.set(problem.file, ofFile);
  }
  return [...byFile].flatMap(([file, ofFile]) => {
    const text = read(file);
    return text === undefined ? ofFile : suppress(file, text, ofFile);
  });
}

function unusedProblem(file: string, text: string, suppression: Suppression): Problem {
  return {
    code: "lint/unused-suppression",
    severity: "hint",
    file,
    range: suppression.range,
    message: `This comment silences '${suppression.code}', which does not come up here: remove it.`,
    fixes: [removal(file, text, suppression)],
  };
}

/** Takes the code off its list; what is the only one goes with the comment, and with its line where it has it to itself. */
function removal(file: string, text: string, { code, range, comment, codes }: Suppression): Fix {
  const title = `Remove the comment about '${code}'`;
  if (codes > 1) {
    const after = /^\s*,\s*/.exec(text.slice(range.end))?.[0].length ?? 0;
    const before = after > 0 ? 0 : (/,\s*$/.exec(text.slice(comment.start, range.start))?.[0].length ?? 0);
    const part = { start: range.start - before, end: range.end + after };
    return { title, changes: [{ file, range: part, newText: "" }], preferred: true };
  }
  const line = lineStart(text, comment.start);
  const lead = text.slice(line, comment.start);
  const whole =
    lead.trim() === ""
      ? { start: line, end: lineEnd(text, comment.end) }
      : { start: line + lead.trimEnd().length, end: comment.end };
  return { title, changes: [{ file, range: whole, newText: "" }], preferred: true };
}

import type { Document } from "../node.ts";
import type { Fix, Problem } from "../problem.ts";

/**
 * The problems of a dvc.lock's text, where an unresolved merge is `lock/conflict`: there is a right way out of it that
 * other files do not have, because either side is repaired by running what differs from it.
 */
export function tellConflicts({ file, text, problems }: Document): Problem[] {
  return problems.map((problem) => {
    if (problem.code !== "yaml/merge-conflict") return problem;
    const message =
      "This merge conflict is not resolved, and DVC reads nothing of the file: keep one side, and run what changed.";
    return { ...problem, code: "lock/conflict", message, fixes: sidesOf(problem, text, file) };
  });
}

function sidesOf({ range }: Problem, text: string, file: string): readonly Fix[] {
  const whole = text.slice(range.start, range.end);
  // With `merge.conflictStyle=diff3` the common ancestor stands between the sides.
  const sides = /^<{7} .*\r?\n([^]*?)(?:^\|{7}.*\r?\n[^]*?)?^={7}\r?\n([^]*?)^>{7}/m.exec(whole);
  if (!sides) return [];
  const next = text.indexOf("\n", range.end);
  const lines = { start: range.start, end: next < 0 ? text.length : next + 1 };
  const keep = (title: string, side = ""): Fix => ({
    title,
    changes: [{ file, range: lines, newText: side }],
  });
  return [keep("Keep our side", sides[1]), keep("Keep their side", sides[2])];
}

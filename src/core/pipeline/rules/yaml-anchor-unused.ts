import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";

/** `yaml/anchor-unused`: an anchor that no alias refers to. */
export function findUnusedAnchors({ file, text, unusedAnchors = [] }: Document): Problem[] {
  return unusedAnchors.map(({ name, range }): Problem => {
    const blanks = /^ */.exec(text.slice(range.end))?.[0].length ?? 0;
    const endsLine = /^ *\r?(?:\n|$)/.test(text.slice(range.end));
    const before = / *$/.exec(text.slice(0, range.start).slice(-200))?.[0].length ?? 0;
    const whole = endsLine
      ? { start: range.start - before, end: range.end + blanks }
      : { start: range.start, end: range.end + blanks };
    return {
      code: "yaml/anchor-unused",
      severity: "hint",
      file,
      range,
      message: `No alias '*${name}' uses this anchor.`,
      fixes: [{ title: `Remove '&${name}'`, changes: [{ file, range: whole, newText: "" }] }],
    };
  });
}

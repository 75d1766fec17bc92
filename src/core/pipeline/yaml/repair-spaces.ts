import { lineAt } from "./indentation.ts";
import type { Repair } from "./syntax-finding.ts";

/** Blanks that come along with what is copied from a page or a chat: to YAML they are letters. */
const odd = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000";

/** Where such a blank stands in the place of a plain one: in front of a line, behind a dash, behind the colon of a key. */
const structural = new RegExp(
  `^(?: *[${odd}][ ${odd}]*(?=[^ ${odd}])| *(?:- +)*-[ ${odd}]*[${odd}]| *(?:- +)*[^\\s#'":]+:[ ${odd}]*[${odd}])[ ${odd}]*`,
  "gm",
);

/** The parser stumbles over what stands below such a blank: so far above, it is not to blame. */
const mostCharacters = 4_000;

/** A line that such a blank spoils, at the place where the parser stumbles or above. */
export function repairSpaces(source: string, offset: number): Repair | undefined {
  const line = lineAt(source, offset);
  const from = lineAt(source, Math.max(0, line.start - mostCharacters)).start;
  const to = lineAt(source, Math.min(line.end + 1, source.length)).end;
  const isNear = [...source.slice(from, to).matchAll(structural)].length > 0;
  const all = isNear ? [...source.matchAll(structural)] : [];
  const edits = all.flatMap((found) => oddIn(found.index, found[0]));
  const first = edits.find(({ at }) => at.start >= from);
  if (first === undefined) return undefined;
  return {
    code: "yaml/odd-space",
    message: "This is not a plain blank, but one that YAML takes for a letter: write a plain one.",
    range: first.at,
    fixes: [{ title: "Write plain blanks", edits, preferred: true }],
    repaired: source.replace(structural, (found) => found.replaceAll(new RegExp(`[${odd}]`, "g"), " ")),
  };
}

function oddIn(start: number, text: string): { at: { start: number; end: number }; newText: string }[] {
  return [...text.matchAll(new RegExp(`[${odd}]+`, "g"))].map(({ index, 0: run }) => ({
    at: { start: start + index, end: start + index + run.length },
    newText: " ".repeat(run.length),
  }));
}

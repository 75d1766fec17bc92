import { lineAt } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";

/** A line without a colon, where a key belongs: a word alone, or one with what may become its value. */
export function repairIncompleteKey(source: string, start: number): Repair | undefined {
  const line = lineAt(source, start);
  const word = /^(?:[\w.-]+(?=[ \t\r]*(?:\n|$))|[A-Za-z_]+(?= [^\n:]*(?:\n|$)))/.exec(
    source.slice(start, start + 500),
  )?.[0];
  if (word === undefined || !/^ *(?:- +)*$/.test(source.slice(line.start, start))) return undefined;
  const end = start + word.length;
  return {
    code: "yaml/incomplete-key",
    message: `'${word}' is not a key yet: add ':' after it.`,
    range: { start, end },
    fixes: [{ title: `Add ':' after '${word}'`, edits: [{ at: { start: end, end }, newText: ":" }] }],
    repaired: blank(source, { start, end: endOfItems(source, line.end, start - line.start) }),
  };
}

/** The end of what belongs to a key in this column: the items of its list, and whatever stands deeper. */
function endOfItems(source: string, lineEnd: number, column: number): number {
  const belongs = new RegExp(`\\r?\\n(?: {${column}}(?:- | +).*|[ ]*(?=\\r?\\n))`, "y");
  belongs.lastIndex = lineEnd;
  let end = lineEnd;
  while (belongs.test(source)) end = belongs.lastIndex;
  return end;
}

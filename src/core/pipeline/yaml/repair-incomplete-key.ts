import { lineAt } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";
import { endOfDeeper, lineBelow, writtenLine } from "./written-line.ts";

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

/** `- model.pkl` with entries below that stand deeper than its text: an output before whose flags the colon is missing. */
export function repairKeyOfItem(source: string, start: number): Repair | undefined {
  const line = writtenLine(source, start);
  const lead = start - line.start;
  const name = /^(?:\$\{[^}]*\}|[^\s:#'"[\]{}&*!|>%@`])+(?=\s*$)/.exec(line.text.slice(lead))?.[0];
  const below = lineBelow(source, line);
  const isEntry = below.column > lead && /^ *[\w.-]+:(?:\s|$)/.test(below.text);
  if (name === undefined || !isEntry) return undefined;
  const end = start + name.length;
  return {
    code: "yaml/incomplete-key",
    message: `'${name}' has entries below it: add ':' after it.`,
    range: { start, end },
    fixes: [{ title: `Add ':' after '${name}'`, edits: [{ at: { start: end, end }, newText: ":" }] }],
    repaired: blank(source, { start: end, end: endOfDeeper(source, line, lead) }),
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

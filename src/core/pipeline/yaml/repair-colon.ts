import { lineAt } from "./indentation.ts";
import { withStandIns } from "./stand-ins.ts";
import type { Repair, SyntaxFinding } from "./syntax-finding.ts";

/** `cmd: echo a: b`: a value that would be a mapping; it is read as the text that it is meant to be. */
export function repairColon(source: string, start: number): Repair | undefined {
  const finding = describeColon(start, source);
  const { end } = finding.range;
  const text = source.slice(start, end);
  if (!/: /.test(text) || text.endsWith(":")) return undefined;
  return { ...finding, repaired: source.slice(0, start) + withStandIns(text) + source.slice(end) };
}

/** `cmd: echo a: b`, or entries that are indented under a key which has a value already. */
export function describeColon(start: number, source: string): SyntaxFinding {
  const text = source.slice(start, lineAt(source, start).end).trimEnd();
  const range = { start, end: start + text.length };
  if (!/:(?: |$)/.test(text)) {
    const message = "This key has a value already: the lines below it cannot be its entries.";
    return { code: "yaml/syntax", message, range };
  }
  const at = { start, end: endOfValue(source, start) };
  const newText = `'${source.slice(at.start, at.end).replaceAll("'", "''")}'`;
  return {
    code: "yaml/syntax",
    message: "A value cannot contain ': ' unless it is in quotes.",
    range,
    fixes: [{ title: "Put the value in quotes", edits: [{ at, newText }] }],
  };
}

/** A value goes on in the lines below that are indented deeper than its own and are no entries. */
function endOfValue(source: string, start: number): number {
  let line = lineAt(source, start);
  const indent = source.slice(line.start).search(/[^ ]/);
  const deeper = new RegExp(`^ {${indent + 1},}(?!- |[^\\s'"]+:(?:\\s|$)|#)\\S`);
  let end = line.end;
  while (line.end < source.length) {
    line = lineAt(source, line.end + 1);
    if (!deeper.test(source.slice(line.start, line.end))) break;
    end = line.end;
  }
  return start + source.slice(start, end).trimEnd().length;
}

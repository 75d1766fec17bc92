import { lineStart } from "./line-bounds.ts";
import { withStandIns } from "./stand-ins.ts";
import type { Repair } from "./syntax-finding.ts";

/**
 * Inside of brackets the `{` of `${…}` begins a mapping: `[data/${item}.csv]`. `offset` is where the parser gave up on it.
 * The value is understood as it is meant.
 */
export function repairExpression(source: string, offset: number): Repair | undefined {
  if (source[offset] !== "{" || source[offset - 1] !== "$") return undefined;
  const start = startOfItem(source, offset);
  const end = endOfItem(source, start);
  const item = source.slice(start, end);
  if (end <= offset || /^["'&*!|>%@]/.test(item)) return undefined;
  const at = { start, end };
  return {
    code: "yaml/syntax",
    message: `Inside of brackets a value with '\${}' needs quotes: '{' begins a mapping there.`,
    range: at,
    fixes: [{ title: "Put the value in quotes", edits: [{ at, newText: quoted(item) }], preferred: true }],
    repaired: source.slice(0, start) + withStandIns(item) + source.slice(end),
  };
}

/** Behind the bracket, the comma or the key that an item follows; on its line. */
function startOfItem(source: string, offset: number): number {
  const before = source.slice(lineStart(source, offset), offset);
  const follows = Math.max(before.search(/[[{,][^[{,]*$/), before.lastIndexOf(": "), -1);
  return offset - before.slice(follows + 1).trimStart().length;
}

/** Before what ends a plain value in brackets; the offset it is called with where an expression is not closed on its line. */
function endOfItem(source: string, start: number): number {
  const item = /(?:\$\{[^}\n]*\}|(?!\$\{|:[\s,\]}]|\s#)[^,[\]{}\r\n])*/y;
  item.lastIndex = start;
  return start + (item.exec(source)?.[0] ?? "").trimEnd().length;
}

function quoted(item: string): string {
  return /["\\]/.test(item) ? `'${item.replaceAll("'", "''")}'` : `"${item}"`;
}

import { blockFrom, indentOf, lineAt, openBlocks } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";

/**
 * A line that begins in no column of the blocks around it. The parser stumbles over it or over the line before it, and
 * takes what it says for a part of another block.
 */
export function repairIndent(source: string, offset: number): Repair | undefined {
  const first = lineAt(source, offset);
  const lines = [first, lineAt(source, Math.min(first.end + 1, source.length))];
  for (const { start, end } of lines) {
    const found = badIndent(source, start, source.slice(start, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

function badIndent(source: string, start: number, line: string): Repair | undefined {
  const indent = indentOf(line);
  const word = /^ *(-(?= |$)|[^\s#:]+(?=:(?:\s|$)))/.exec(line)?.[1];
  if (indent === undefined || indent === 0 || word === undefined) return undefined;
  const blocks = openBlocks(source, start);
  const columns = blocks.filter(({ isList }) => word === "-" || !isList).map(({ column }) => column);
  const [innermost] = columns;
  if (innermost === undefined || columns.includes(indent)) return undefined;
  const wanted = indent > innermost ? innermost : nearest(indent, columns);
  if (indent > innermost && opensBlock(source, start)) return undefined;
  const block = blockFrom(source, start, indent);
  const shift = wanted - indent;
  const moved = source
    .slice(block.start, block.end)
    .split("\n")
    .map((text) => (shift > 0 ? (/\S/.test(text) ? " ".repeat(shift) + text : text) : text.slice(-shift)))
    .join("\n");
  const name = word === "-" ? "This item" : `'${word}'`;
  return {
    code: "yaml/bad-indent",
    message: `${name} is indented by ${indent}, its siblings by ${wanted}.`,
    range: { start: start + indent, end: start + indent + word.length },
    fixes: [{ title: `Indent it by ${wanted}`, edits: [{ at: block, newText: moved }] }],
    repaired: blank(source, { start: block.start, end: endOfItems(source, block.end, wanted, word) }),
  };
}

/** The items of a key's list may stand in the column that the key should have. */
function endOfItems(source: string, end: number, column: number, word: string): number {
  if (word === "-") return end;
  const item = new RegExp(`\\s*\\n {${column}}-(?= |\\r?\\n|$).*`, "y");
  let last = end;
  for (item.lastIndex = end; item.test(source);) last = item.lastIndex;
  return last;
}

/** Of two that are as near, the deeper one. */
function nearest(indent: number, columns: readonly number[]): number {
  return columns.reduce((best, column) =>
    Math.abs(column - indent) < Math.abs(best - indent) ? column : best,
  );
}

/** Whether the line above may have a block below it: a key without a value, or a bare dash. */
function opensBlock(source: string, start: number): boolean {
  const above = source.slice(0, start).trimEnd();
  const line = above.slice(above.lastIndexOf("\n") + 1);
  return /(?:[:|>-]|[|>][-+0-9]+)(?:\s+#.*)?$/.test(line);
}

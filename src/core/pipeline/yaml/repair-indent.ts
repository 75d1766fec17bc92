import { blockFrom, openBlocks } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";
import { lineBelow, type WrittenLine, writtenLine } from "./written-line.ts";

/**
 * A line that begins in no column of the blocks around it. The parser stumbles over it or over the line before it, and
 * takes what it says for a part of another block.
 */
export function repairIndent(source: string, offset: number): Repair | undefined {
  const stumbled = writtenLine(source, offset);
  return repairLine(source, stumbled) ?? repairLine(source, lineBelow(source, stumbled));
}

function repairLine(source: string, line: WrittenLine): Repair | undefined {
  const { start, column } = line;
  const word = /^ *(-(?= |$)|[^\s#:]+(?=:(?:\s|$)))/.exec(line.text)?.[1];
  const wanted = word === undefined || column === 0 ? undefined : wantedColumn(source, line, word);
  if (word === undefined || wanted === undefined) return undefined;
  const block = blockFrom(source, start, column);
  const moved = shifted(source.slice(block.start, block.end), wanted - column);
  return {
    code: "yaml/bad-indent",
    message: `${word === "-" ? "This item" : `'${word}'`} is indented by ${column}, its siblings by ${wanted}.`,
    range: { start: start + column, end: start + column + word.length },
    fixes: [{ title: `Indent it by ${wanted}`, edits: [{ at: block, newText: moved }] }],
    repaired: blank(source, { start, end: endOfItems(source, block.end, wanted, word) }),
  };
}

/** The column in which a line should begin, of those that are open for it; undefined where it is in one, or opens one. */
function wantedColumn(source: string, { start, column }: WrittenLine, word: string): number | undefined {
  const blocks = openBlocks(source, start).filter(({ isList }) => word === "-" || !isList);
  const columns = blocks.map((block) => block.column);
  const [innermost] = columns;
  if (innermost === undefined || columns.includes(column)) return undefined;
  if (column < innermost) return nearest(column, columns);
  return opensBlock(source, start) ? undefined : innermost;
}

function shifted(block: string, by: number): string {
  return by < 0
    ? block.replace(new RegExp(`^.{0,${-by}}`, "gm"), "")
    : block.replace(/^(?=.*\S)/gm, " ".repeat(by));
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

import { openBlocks } from "./indentation.ts";
import { blank, type Repair } from "./syntax-finding.ts";
import { isItem, linesAbove, linesBelow, opensList, type WrittenLine } from "./written-line.ts";

/**
 * An item left of the list that it belongs to, or of the items right below the key, which then stand too deep.
 *
 * @param item a line that a dash begins
 */
export function repairShallowItem(source: string, item: WrittenLine): Repair | undefined {
  const { column } = item;
  const [above] = linesAbove(source, item);
  if (above === undefined) return undefined;
  const lists = openBlocks(source, item.start).filter(({ isList }) => isList);
  if (lists.some((list) => list.column === column)) return undefined;
  if (opensList(above)) {
    return column < above.column
      ? repairColumn(source, item, { wanted: columnBelow(above, column), key: above })
      : undefined;
  }
  const deeper = lists.find((list) => list.column > column);
  const list = deeper && listAbove(source, item, deeper.column);
  if (list === undefined) return undefined;
  const { key, first } = list;
  return isTooDeep(source, list, item)
    ? repairColumn(source, first, { wanted: column, key })
    : repairColumn(source, item, { wanted: first.column, key });
}

/** Items stand in the column of their key or two further; what is off by one was meant to be in the same column. */
function columnBelow(key: WrittenLine, column: number): number {
  return key.column - column === 1 ? key.column : key.column + 2;
}

/** A list, the key that it stands below, and how many items it has. */
interface List {
  readonly key: WrittenLine;
  readonly first: WrittenLine;
  readonly count: number;
}

/** The list in a column above an item, if a key opens it. */
function listAbove(source: string, item: WrittenLine, column: number): List | undefined {
  let first: WrittenLine | undefined;
  let count = 0;
  for (const line of linesAbove(source, item)) {
    if (line.column < column) return first && opensList(line) ? { key: line, first, count } : undefined;
    if (line.column === column) {
      first = line;
      count += 1;
    }
  }
  return undefined;
}

/** Whether the list is wrong and not the item left of it: the unusual column is, or else that of fewer items. */
function isTooDeep(source: string, { key, first, count }: List, item: WrittenLine): boolean {
  if (!isUsual(item.column, key)) return false;
  return !isUsual(first.column, key) || count <= countItems(source, item, key);
}

function isUsual(column: number, key: WrittenLine): boolean {
  return [0, 2, 4].includes(column - key.column);
}

function countItems(source: string, item: WrittenLine, key: WrittenLine): number {
  return linesOfItems(source, item, key).filter(({ column }) => column === item.column).length;
}

/** Moves an item, and those of its column right below it, to the column in which those of a key are wanted. */
function repairColumn(
  source: string,
  item: WrittenLine,
  { wanted, key }: { readonly wanted: number; readonly key: WrittenLine },
): Repair {
  const { start, column } = item;
  const lines = linesOfItems(source, item, key);
  // What stands deep enough behind an item that moves to the right, may stay.
  const moved = (indent: number): number =>
    wanted > column && indent > wanted ? indent : Math.max(0, indent + wanted - column);
  const edits = lines.map((line) => ({
    at: { start: line.start, end: line.start + line.column },
    newText: " ".repeat(moved(line.column)),
  }));
  return {
    code: "yaml/bad-indent",
    message: `This item is indented by ${column}, its siblings by ${wanted}.`,
    range: { start: start + column, end: start + column + 1 },
    fixes: [{ title: `Indent it by ${wanted}`, edits }],
    repaired: blank(source, { start, end: lines.at(-1)?.end ?? item.end }),
  };
}

/** The lines of an item and of those of its column below it, as far as they stand below the key. */
function linesOfItems(source: string, item: WrittenLine, key: WrittenLine): readonly WrittenLine[] {
  const lines = [item];
  for (const line of linesBelow(source, item)) {
    const isSibling = isItem(line) && line.column === item.column;
    if (!isSibling && line.column <= Math.max(key.column, item.column)) break;
    lines.push(line);
  }
  return lines;
}

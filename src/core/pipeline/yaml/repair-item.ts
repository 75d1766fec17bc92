import { indentOf, lineAbove, lineAt, openBlocks } from "./indentation.ts";
import { blank, type Repair, type SyntaxFix } from "./syntax-finding.ts";

/** A line with its text and its column. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  readonly column: number;
}

/**
 * An item that is none: without its dash, without the blank behind it, or left of its list. The parser stumbles over it, over
 * the line before it or over the item after it.
 */
export function repairItem(source: string, offset: number): Repair | undefined {
  const first = lineOf(source, offset);
  const second = lineOf(source, Math.min(first.end + 1, source.length));
  for (const line of [first, second]) {
    if (line.written.trim() === "") continue;
    const found = gluedItem(source, line) ?? shallowItem(source, line) ?? barePath(source, line);
    if (found !== undefined) return found;
  }
  const above = isItem(first) ? siblingAbove(source, first) : undefined;
  return above && (gluedItem(source, above) ?? barePath(source, above));
}

/** `-x` among items. */
function gluedItem(source: string, line: Line): Repair | undefined {
  const found = /^ *-(?=[^\s-])/.exec(line.written);
  if (found === null || !isAmongItems(source, line)) return undefined;
  const at = line.start + found[0].length;
  return incomplete(source, line, {
    message: "An item needs a blank between its dash and its value.",
    fix: { title: "Add a blank after '-'", edits: [{ at: { start: at, end: at }, newText: " " }] },
  });
}

/** A path, or a mapping, among items. A word alone may as well be a key that is being typed. */
function barePath(source: string, line: Line): Repair | undefined {
  const found = /^ *(?=[^\s#'"[\]{}&*!|>%@`-])([^\s#:]+)(?=:?\s*$|: *#)/.exec(line.written);
  const name = found?.[1];
  if (name === undefined || !isAmongItems(source, line)) return undefined;
  const dash = opensList(line) && !/[./]/.test(name) ? strayDash(source, line) : undefined;
  if (dash !== undefined) return dash;
  if (opensFlushList(source, line) || (!/[./]/.test(name) && mayBeKey(source, line))) return undefined;
  const at = line.start + line.column;
  return incomplete(source, line, {
    message: `'${name}' is not an item yet: put '- ' before it.`,
    fix: { title: `Put '- ' before '${name}'`, edits: [{ at: { start: at, end: at }, newText: "- " }] },
  });
}

/** A dash before the only item above, where keys follow: `- cmd: x` among the keys of a stage. */
function strayDash(source: string, line: Line): Repair | undefined {
  const above = siblingAbove(source, line);
  if (above === undefined || !isItem(above)) return undefined;
  const opener = lineAbove(source, above.start);
  const isFirst = opener !== undefined && lineOf(source, opener.start).column < above.column;
  const dash = /^ *- +(?=[\w.-]+:(?:\s|$))/.exec(above.written)?.[0];
  const next = lineOf(source, Math.min(above.end + 1, source.length));
  // What stands below a key behind a dash, stands deeper than the key.
  if (!isFirst || dash === undefined || next.column > above.column + dash.trimStart().length)
    return undefined;
  const at = { start: above.start + above.column, end: above.start + dash.length };
  return {
    code: "yaml/syntax",
    message: "This dash makes an item of a key, but keys follow in its column: remove the dash.",
    range: { start: at.start, end: at.start + 1 },
    fixes: [{ title: "Remove the dash", edits: [{ at, newText: "" }] }],
    repaired: blank(source, { start: above.start, end: endOfDeeper(source, above, above.column) }),
  };
}

function incomplete(
  source: string,
  line: Line,
  { message, fix }: { readonly message: string; readonly fix: SyntaxFix },
): Repair {
  return {
    code: "yaml/incomplete-item",
    message,
    range: { start: line.start + line.column, end: line.start + line.written.trimEnd().length },
    fixes: [fix],
    repaired: blank(source, { start: line.start, end: endOfDeeper(source, line, line.column) }),
  };
}

/** An item left of the list that it belongs to, or of the items right below the key, which stand too deep then. */
function shallowItem(source: string, line: Line): Repair | undefined {
  const above = lineAbove(source, line.start);
  if (!isItem(line) || above === undefined) return undefined;
  const blocks = openBlocks(source, line.start);
  const { column } = line;
  if (blocks.some((block) => block.isList && block.column === column)) return undefined;
  const opener = lineOf(source, above.start);
  if (opensList(opener)) {
    const wanted = opener.column - column === 1 ? opener.column : opener.column + 2;
    return column < opener.column ? shifted(source, line, { wanted, key: opener }) : undefined;
  }
  const list = blocks.find((block) => block.isList && block.column > column)?.column;
  const first = list === undefined ? undefined : firstOfList(source, line, list);
  if (list === undefined || first === undefined) return undefined;
  const { key, item, count } = first;
  const isTooDeep =
    isUsual(column, key) && (!isUsual(list, key) || count <= countItems(source, line, key.column));
  return isTooDeep
    ? shifted(source, item, { wanted: column, key })
    : shifted(source, line, { wanted: list, key });
}

function isUsual(column: number, key: Line): boolean {
  return [0, 2, 4].includes(column - key.column);
}

/** Where items belong: below which key, and in which column. */
interface Place {
  readonly wanted: number;
  readonly key: Line;
}

/** An item, and those of its column right below it, that are to stand in another column. */
function shifted(source: string, line: Line, { wanted, key }: Place): Repair {
  const { start, column } = line;
  const end = endOfItems(source, line, key.column);
  // What stands deep enough behind an item that moves to the right, may stay.
  const shift = (indent: number): number =>
    wanted > column && indent > wanted ? indent : Math.max(0, indent + wanted - column);
  const edits = [...source.slice(start, end).matchAll(/^ *(?=\S)/gm)].map(({ index, 0: blanks }) => ({
    at: { start: start + index, end: start + index + blanks.length },
    newText: " ".repeat(shift(blanks.length)),
  }));
  return {
    code: "yaml/bad-indent",
    message: `This item is indented by ${column}, its siblings by ${wanted}.`,
    range: { start: start + column, end: start + column + 1 },
    fixes: [{ title: `Indent it by ${wanted}`, edits }],
    repaired: blank(source, { start, end }),
  };
}

/** The first item of the list above in a column, how many there are, and the key that they stand below. */
function firstOfList(
  source: string,
  line: Line,
  column: number,
): { readonly item: Line; readonly count: number; readonly key: Line } | undefined {
  let item: Line | undefined;
  let count = 0;
  let above = lineAbove(source, line.start);
  for (let lines = 0; above !== undefined && lines < mostLines; lines += 1) {
    const found = lineOf(source, above.start);
    if (found.column < column) return item && opensList(found) ? { item, count, key: found } : undefined;
    if (found.column === column) {
      item = found;
      count += 1;
    }
    above = lineAbove(source, found.start);
  }
  return undefined;
}

function countItems(source: string, line: Line, keyColumn: number): number {
  const lines = source.slice(line.start, endOfItems(source, line, keyColumn)).split("\n");
  return lines.filter((written) => indentOf(written) === line.column).length;
}

/** The end of an item and of those of its column below it. */
function endOfItems(source: string, { end: lineEnd, column }: Line, keyColumn: number): number {
  let end = lineEnd;
  for (let next = lineAt(source, end + 1); next.start > end; next = lineAt(source, end + 1)) {
    const below = lineOf(source, next.start);
    const isBelow = below.column > Math.max(keyColumn, column) || (isItem(below) && below.column === column);
    if (!isBelow) break;
    end = next.end;
  }
  return end;
}

/** Whether the line stands behind an item of its column, or behind the key of a list and before such an item. */
function isAmongItems(source: string, line: Line): boolean {
  return isOfList(source, line) || (isBelowKey(source, line) && isBeforeItem(source, line));
}

function isOfList(source: string, line: Line): boolean {
  const blocks = openBlocks(source, line.start);
  const own = blocks.find(({ column }) => column <= line.column);
  return own !== undefined && own.isList && own.column === line.column;
}

/** A key with the items of its list in its own column. */
function opensFlushList(source: string, line: Line): boolean {
  const next = lineOf(source, Math.min(line.end + 1, source.length));
  return opensList(line) && isItem(next) && next.column === line.column;
}

/** A word may be the next key, a key with something below it another one beside the list. */
function mayBeKey(source: string, line: Line): boolean {
  if (!isOfList(source, line)) return !opensList(line);
  const above = siblingAbove(source, line);
  return isFlush(source, line) || (opensList(line) && !/^ *- +[^:]+:\s*$/.test(above?.written ?? ""));
}

/** Whether the list above stands in the column of its key. */
function isFlush(source: string, line: Line): boolean {
  let above = siblingAbove(source, line);
  for (let count = 0; above !== undefined && isItem(above) && count < mostLines; count += 1) {
    above = siblingAbove(source, above);
  }
  return above !== undefined;
}

function isBelowKey(source: string, { start, column }: Line): boolean {
  const above = lineAbove(source, start);
  if (above === undefined) return false;
  const opener = lineOf(source, above.start);
  return opensList(opener) && opener.column <= column;
}

function isBeforeItem(source: string, line: Line): boolean {
  const end = endOfDeeper(source, line, line.column);
  const next = lineOf(source, Math.min(end + 1, source.length));
  return next.start > end && isItem(next) && next.column === line.column;
}

/** The line above that stands in the same column, over those that stand deeper. */
function siblingAbove(source: string, { start, column }: Line): Line | undefined {
  let line = lineAbove(source, start);
  for (let count = 0; line !== undefined && count < mostLines; count += 1) {
    const found = lineOf(source, line.start);
    if (found.column <= column) return found.column === column ? found : undefined;
    line = lineAbove(source, line.start);
  }
  return undefined;
}

/** A block of more lines is not being typed. */
const mostLines = 200;

function endOfDeeper(source: string, line: Line, column: number): number {
  let end = line.end;
  for (let next = lineAt(source, end + 1); next.start > end; next = lineAt(source, end + 1)) {
    const indent = indentOf(source.slice(next.start, next.end));
    if (indent === undefined || indent <= column) break;
    end = next.end;
  }
  return end;
}

function isItem({ written }: Line): boolean {
  return /^ *-(?: |$)/.test(written);
}

function opensList(line: Line): boolean {
  return !isItem(line) && /:\s*(?:#.*)?$/.test(line.written);
}

function lineOf(source: string, offset: number): Line {
  const { start, end } = lineAt(source, offset);
  const written = source.slice(start, end);
  return { start, end, written, column: indentOf(written) ?? 0 };
}

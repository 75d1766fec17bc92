import { lineStart } from "./line-bounds.ts";
import type { Range } from "../problem.ts";

/** Lines above that are looked at for what a line stands beside; a block of more is not being typed. */
const mostLines = 2_000;

/** Offsets of a line without its line break. */
export function lineAt(text: string, offset: number): Range {
  const start = lineStart(text, offset);
  const end = text.indexOf("\n", offset);
  return { start, end: end < 0 ? text.length : end };
}

/** How many blanks a line begins with; undefined of a line with nothing but blanks or a comment. */
export function indentOf(line: string): number | undefined {
  const found = /^ *(?=[^\s#])/.exec(line);
  return found === null ? undefined : found[0].length;
}

/** A column in which an entry of an open block may begin. */
interface OpenColumn {
  readonly column: number;
  /** It is the column of a dash. */
  readonly isList: boolean;
}

/**
 * The columns in which an entry may begin at this line: those of the blocks that are open above it, the innermost first.
 * An item has two: that of its dash and that of what follows the dash.
 */
export function openBlocks(text: string, start: number): readonly OpenColumn[] {
  const columns: OpenColumn[] = [];
  let last = Infinity;
  const open = (column: number, isList: boolean): void => {
    columns.push({ column, isList });
    last = column;
  };
  let end = start - 1;
  for (let count = 0; end > 0 && count < mostLines; count += 1) {
    const line = lineAt(text, end);
    const written = text.slice(line.start, line.end);
    end = line.start - 1;
    const indent = indentOf(written);
    if (indent === undefined || indent > last) continue;
    const dashes = /^ *((?:- +)*)/.exec(written)?.[1] ?? "";
    // The items of a list may stand in the column of its key.
    if (indent === last && (dashes !== "" || columns.at(-1)?.isList !== true)) continue;
    const inner = indent + dashes.length;
    const isEntry = /(?:^|:)(?:\s|$)/.test(written.slice(inner));
    if (dashes !== "" && isEntry && inner < last) open(inner, false);
    open(indent, dashes !== "");
    if (indent === 0 && dashes === "") break;
  }
  return columns;
}

/** The same without their kind. */
export function openColumns(text: string, start: number): readonly number[] {
  return openBlocks(text, start).map(({ column }) => column);
}

/** The nearest line above that is neither empty nor a comment. */
export function lineAbove(text: string, start: number): Range | undefined {
  for (let end = start - 1; end >= 0;) {
    const line = lineAt(text, end);
    if (indentOf(text.slice(line.start, line.end)) !== undefined) return line;
    end = line.start - 1;
  }
  return undefined;
}

/**
 * From the start of a line to the end of the lines below it that are indented as deep or deeper; below an item, not those
 * that begin right behind its dash.
 */
export function blockFrom(text: string, start: number, indent: number): Range {
  const isItem = text[start + indent] === "-";
  let end = lineAt(text, start).end;
  while (end < text.length) {
    const line = lineAt(text, end + 1);
    const written = text.slice(line.start, line.end);
    const own = /\S/.test(written) ? /^ */.exec(written)?.[0].length : undefined;
    if (own !== undefined && (own < indent || (isItem && own === indent + 1))) break;
    if (own === undefined && line.end >= text.length) break;
    end = line.end;
  }
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

import type { Range } from "../problem.ts";
import { indentOf, lineAbove, lineAt } from "./indentation.ts";

/** A line as it is written, without its line break. */
export interface WrittenLine extends Range {
  readonly text: string;
  /** The column of its first character; 0 of a line that says nothing. */
  readonly column: number;
}

/** Repairs are of what is being typed, and that is in no longer block. */
const mostLines = 200;

/** The line that an offset is in. */
export function writtenLine(source: string, offset: number): WrittenLine {
  const { start, end } = lineAt(source, offset);
  const text = source.slice(start, end);
  return { start, end, text, column: indentOf(text) ?? 0 };
}

/** The line below; the last one again below the last one. */
export function lineBelow(source: string, { end }: Range): WrittenLine {
  return writtenLine(source, Math.min(end + 1, source.length));
}

/** The lines below, empty ones and comments among them. */
export function* linesBelow(source: string, { end }: Range): Generator<WrittenLine> {
  for (let at = end + 1; at <= source.length;) {
    const line = writtenLine(source, at);
    yield line;
    at = line.end + 1;
  }
}

/** The lines above that say something, the nearest first, as far as a repair looks. */
export function* linesAbove(source: string, { start }: Range): Generator<WrittenLine> {
  let above = lineAbove(source, start);
  for (let count = 0; above !== undefined && count < mostLines; count += 1) {
    const line = writtenLine(source, above.start);
    yield line;
    above = lineAbove(source, line.start);
  }
}

/** The nearest line above in the same column, over those that stand deeper. */
export function siblingAbove(source: string, line: WrittenLine): WrittenLine | undefined {
  for (const above of linesAbove(source, line)) {
    if (above.column <= line.column) return above.column === line.column ? above : undefined;
  }
  return undefined;
}

/** The end of the lines right below that stand deeper than a column. */
export function endOfDeeper(source: string, line: Range, column: number): number {
  let { end } = line;
  for (const below of linesBelow(source, line)) {
    if (below.column <= column) break;
    ({ end } = below);
  }
  return end;
}

/** Whether a dash begins the line. */
export function isItem({ text }: WrittenLine): boolean {
  return /^ *-(?: |$)/.test(text);
}

/** Whether the line is a key without a value, whose list may stand below it. */
export function opensList(line: WrittenLine): boolean {
  return !isItem(line) && /:\s*(?:#.*)?$/.test(line.text);
}

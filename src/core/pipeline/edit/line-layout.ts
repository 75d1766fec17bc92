import { countUpTo } from "../text-parts.ts";
import type { Range } from "../problem.ts";
import type { BlankChange } from "./format-yaml.ts";

/** The lines of a text with the columns that they should begin in. */
export interface Layout {
  readonly lineOf: (offset: number) => number;
  readonly columnOf: (offset: number) => number;
  /** The line of an offset should begin in a column, if the offset is where its text begins. */
  readonly placeLine: (offset: number, column: number) => void;
  /** Lines of a value but its first move as far as the line of its owner does. */
  readonly moveLines: (owner: number, value: Range) => void;
  /** One blank should stand between two offsets of a line. */
  readonly closeGap: (start: number, end: number) => void;
  readonly changes: () => readonly BlankChange[];
}

interface Line {
  readonly start: number;
  /** Where its text begins. */
  readonly text: number;
  /** Where its text ends. */
  readonly end: number;
  /** Where the line break is. */
  readonly lineBreak: number;
  column?: number;
  /** A line of a text of several lines, whose end says something. */
  isInside?: boolean;
}

/** Takes a text apart into lines; nothing has a place yet. */
export function lineLayout(text: string): Layout {
  const lines = linesOf(text);
  const gaps = new Map<number, BlankChange>();
  const lineOf = (offset: number): number => countUpTo(offset, lines, ({ start }) => start) - 1;
  const columnOf = (offset: number): number => offset - (lines[lineOf(offset)]?.start ?? 0);
  return {
    lineOf,
    columnOf,
    placeLine: (offset, column) => {
      const line = lines[lineOf(offset)];
      if (line?.text === offset) line.column ??= column;
    },
    moveLines: (owner, { start, end }) => {
      const first = lines[lineOf(owner)];
      const shift = first?.column === undefined ? 0 : first.column - (first.text - first.start);
      for (let at = lineOf(start) + 1; at < lines.length; at += 1) {
        const line = lines[at];
        if (line === undefined || line.start >= end) break;
        line.isInside = true;
        if (line.text < line.lineBreak) line.column ??= Math.max(line.text - line.start + shift, 0);
      }
      const opening = lines[lineOf(start)];
      if (opening !== undefined && lineOf(end) > lineOf(start)) opening.isInside = true;
    },
    closeGap: (start, end) => {
      if (end !== start + 1 || text[start] !== " ")
        gaps.set(lineOf(start), { range: { start, end }, newText: " " });
    },
    changes: () => {
      placeComments(lines, text);
      return lines.flatMap((line, at) => changesOf(line, gaps.get(at)));
    },
  };
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf("\n", start);
    const after = next < 0 ? text.length : next;
    const lineBreak = next > start && text[next - 1] === "\r" ? next - 1 : after;
    const content = text.slice(start, lineBreak);
    const first = start + content.length - content.trimStart().length;
    lines.push({ start, text: first, end: start + content.trimEnd().length, lineBreak });
    if (next < 0) break;
    start = next + 1;
  }
  return lines;
}

/** A comment goes with the line below it, or with the last one above it that began in the same column. */
function placeComments(lines: readonly Line[], text: string): void {
  let below: Line | undefined;
  for (const line of lines.toReversed()) {
    if (text[line.text] === "#" && line.column === undefined && line.isInside !== true) {
      const column = line.text - line.start;
      if (below?.column !== undefined && below.text - below.start === column) line.column = below.column;
    } else if (line.column !== undefined && line.isInside !== true) below = line;
  }
  let above: Line | undefined;
  for (const line of lines) {
    if (text[line.text] === "#" && line.column === undefined && line.isInside !== true) {
      const shift = above?.column === undefined ? 0 : above.column - (above.text - above.start);
      line.column = Math.max(line.text - line.start + shift, 0);
    } else if (line.column !== undefined) above = line;
  }
}

function changesOf(line: Line, gap: BlankChange | undefined): BlankChange[] {
  const changes: BlankChange[] = [];
  const isBlank = line.end <= line.text;
  if (line.column !== undefined && !isBlank && line.column !== line.text - line.start) {
    changes.push({ range: { start: line.start, end: line.text }, newText: " ".repeat(line.column) });
  }
  if (gap !== undefined) changes.push(gap);
  const end = isBlank ? line.start : line.end;
  // The blanks at the end of a line of a text may belong to it.
  if (line.isInside !== true && end < line.lineBreak)
    changes.push({ range: { start: end, end: line.lineBreak }, newText: "" });
  return changes;
}

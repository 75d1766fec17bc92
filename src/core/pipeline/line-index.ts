import { countUpTo } from "./text-parts.ts";

/** A place in a text as editors count it: both from zero, `character` in UTF-16 units. */
interface Position {
  readonly line: number;
  readonly character: number;
}

export interface LineIndex {
  /** The place of an offset; one outside the text is at its nearest end, one inside of a line break before it. */
  readonly position: (offset: number) => Position;
  /** The offset of a place; a character past its line's end gives the end of that line. */
  readonly offset: (position: Position) => number;
}

/** Lines end with `\n`, `\r\n` or `\r`, as in the Language Server Protocol. */
export function createLineIndex(text: string): LineIndex {
  const starts = lineStarts(text);

  const position = (offset: number): Position => {
    const inside = Math.min(Math.max(offset, 0), text.length);
    const isInBreak = text.charCodeAt(inside) === lineFeed && text.charCodeAt(inside - 1) === carriageReturn;
    const clamped = isInBreak ? inside - 1 : inside;
    const line = countUpTo(clamped, starts, (start) => start) - 1;
    return { line, character: clamped - (starts[line] ?? 0) };
  };

  const offset = ({ line, character }: Position): number => {
    const start = starts[line];
    if (line < 0) return 0;
    if (start === undefined) return text.length;
    let end = starts[line + 1] ?? text.length;
    if (starts[line + 1] !== undefined) while (end > start && /[\r\n]/.test(text.charAt(end - 1))) end -= 1;
    return Math.min(start + Math.max(character, 0), end);
  };

  return { position, offset };
}

/** By hand, because the matches of a pattern would be most of the work in a long text. */
function lineStarts(text: string): number[] {
  const starts = [0];
  const hasReturns = text.includes("\r");
  for (let at = text.indexOf("\n"); !hasReturns && at >= 0; at = text.indexOf("\n", at + 1))
    starts.push(at + 1);
  for (let at = 0; hasReturns && at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isBreak = unit === lineFeed || (unit === carriageReturn && text.charCodeAt(at + 1) !== lineFeed);
    if (isBreak) starts.push(at + 1);
  }
  return starts;
}

const lineFeed = 10;
const carriageReturn = 13;

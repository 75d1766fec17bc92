import type { Range } from "../problem.ts";

/** Where the reader of a text stands, and the first thing that is wrong: it does not read on after it. */
export interface TextReading {
  readonly text: string;
  position: number;
  problem: { readonly message: string; readonly range: Range } | undefined;
}

/** Records the first mistake at the place where the reader stands, or at the given one. */
export function fail(reading: TextReading, message: string, range?: Range): undefined {
  const start = Math.min(reading.position, reading.text.length);
  const here = { start, end: Math.min(start + 1, reading.text.length) };
  reading.problem ??= { message, range: range ?? here };
}

/** Steps over the text that a sticky pattern finds here. */
export function match(reading: Pick<TextReading, "text" | "position">, pattern: RegExp): string | undefined {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = reading.position;
  const found = sticky.exec(reading.text)?.[0];
  reading.position += found?.length ?? 0;
  return found;
}

/** Steps over exactly this text. */
export function take(reading: TextReading, expected: string): boolean {
  if (!reading.text.startsWith(expected, reading.position)) return false;
  reading.position += expected.length;
  return true;
}

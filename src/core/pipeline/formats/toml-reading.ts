import type { ScalarNode, ScalarStyle } from "../node.ts";
import { match, type TextReading } from "./text-reading.ts";
import type { Scalar } from "../value.ts";

/** Steps over blanks within a line. */
export function skipBlanks(reading: TextReading): void {
  match(reading, /[ \t]*/y);
}

/** Steps over blanks, line breaks and comments. */
export function skipLines(reading: TextReading): void {
  match(reading, /(?:[ \t\r\n]+|#[^\n]*)*/y);
}

/** A scalar that ends where the reader stands. */
export function scalarSince(
  { position: end }: TextReading,
  start: number,
  value: Scalar,
  style: ScalarStyle = "plain",
): ScalarNode {
  return { kind: "scalar", value, style, range: { start, end } };
}

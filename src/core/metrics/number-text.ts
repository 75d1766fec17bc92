/** The number that a cell of a plot file holds, by the rules of Python's `float`; undefined where it is none. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  if (/^[+-]?nan$/i.test(trimmed)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  return undefined;
}

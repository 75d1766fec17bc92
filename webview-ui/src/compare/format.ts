import type { Cell } from "#protocol/compare";

/** Digits that a long floating-point number is shown with; the cell's title holds the whole text. */
export const significantDigits = 5;

/** Longest text of a number that is shown as it is where its column has no common count of decimals. */
export const longestNumber = 9;

/** The number of a cell, where it has a finite one. */
export function cellNumber(cell: Cell | undefined): number | undefined {
  return cell?.number ?? undefined;
}

/**
 * What a cell shows: its own text, or fewer digits of a long number. With a count of decimals, numbers of which they would
 * leave less than two digits have an exponent instead.
 */
export function cellText(cell: Cell, decimals: number | undefined): string {
  const { text, number } = cell;
  if (number === undefined || number === null) return text;
  if (decimals !== undefined) {
    const tiny = number !== 0 && Math.abs(number) < 10 ** (1 - decimals) && !Number.isInteger(number);
    return tiny ? number.toExponential(2) : number.toFixed(decimals);
  }
  return text.length <= longestNumber || Number.isInteger(number)
    ? text
    : String(Number(number.toPrecision(significantDigits)));
}

/** A value of a curve, for a tooltip: five significant digits, so that values of one size align. */
export function valueText(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return String(value);
  return size >= 1e-3 && size < 1e5
    ? value.toPrecision(significantDigits)
    : value.toExponential(significantDigits - 2);
}

/** `8.4s`, `3m 12s`, `1h 02m`, `2d 04h`. */
export function durationText(seconds: number): string {
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${pad((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${pad((seconds % 86_400) / 3600)}h`;
}

/** Local time: `14:05` today, `12 Mar 14:05` this year, else `2024-03-12`. Gives the text itself when it is no time. */
export function timeText(iso: string, now: Date): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const pad = (value: number) => String(value).padStart(2, "0");
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  if (time.getFullYear() !== now.getFullYear()) {
    return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  }
  return `${time.getDate()} ${time.toLocaleString("en", { month: "short" })} ${clock}`;
}

/** `1 experiment`, `1,204 experiments`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

import type { Row } from "#protocol/compare";
import { longestNumber, significantDigits } from "./format.ts";

/** What the cells of one column have in common. */
export interface CellFacts {
  /** Whether there are numbers and nothing but numbers, or words for a number that there is not, such as `nan`. */
  readonly numeric: boolean;
  /** The count of decimals with which their points align; undefined where each is to be shown by itself. */
  readonly decimals: number | undefined;
  /** Characters of the longest text that is shown. */
  readonly longest: number;
}

/** Reads the cells of a column in one pass, which a table of many rows repeats after each patch. */
export function cellFacts(column: string, rows: readonly Row[], align: boolean): CellFacts {
  let numbers = 0;
  let words = 0;
  let longest = 0;
  let decimals = 0;
  let greatest = 0;
  for (const row of rows) {
    const cell = row.cells[column];
    if (cell === undefined) continue;
    const { text, number } = cell;
    if (typeof number !== "number") {
      if (!isNoNumber.test(text)) words++;
      longest = Math.max(longest, text.length);
      continue;
    }
    numbers++;
    const size = Math.abs(number);
    if (size > greatest) greatest = size;
    if (decimals <= significantDigits) decimals = Math.max(decimals, decimalsOf(text));
    longest = Math.max(
      longest,
      Number.isInteger(number) ? text.length : Math.min(text.length, longestNumber),
    );
  }
  const numeric = numbers > 0 && words === 0;
  const common = numeric && align ? commonDecimals(decimals, greatest) : undefined;
  if (common === undefined) return { numeric, decimals: undefined, longest };
  return { numeric, decimals: common, longest: `-${greatest.toFixed(common)}`.length };
}

/** Numbers that would need more decimals are shown with an exponent. */
const mostDecimals = 7;

const isNoNumber = /^(nan|[+-]?inf(inity)?|null|none|-)$/i;

function decimalsOf(text: string): number {
  if (text.includes("e") || text.includes("E")) return Infinity;
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

/**
 * As many decimals as give the greatest number five significant digits, and no more than any is written with. Undefined
 * when all are whole and when they are too large for it.
 */
function commonDecimals(written: number, greatest: number): number | undefined {
  if (written === 0 || greatest === 0 || greatest >= 1e7) return undefined;
  const wanted = significantDigits - 1 - Math.floor(Math.log10(greatest));
  return Math.min(written, Math.max(0, wanted), mostDecimals);
}

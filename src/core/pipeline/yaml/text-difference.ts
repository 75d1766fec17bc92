/** What one text has in place of a span of another: `[start, end)` of the old one became `[start, newEnd)` of the new one. */
export interface TextDifference {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** Pieces that are compared at once, because comparing whole pieces is much faster than going over their characters. */
const block = 4096;

/** The smallest span in which two texts differ. */
export function differenceOf(before: string, after: string): TextDifference {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start + block <= most && before.slice(start, start + block) === after.slice(start, start + block)) {
    start += block;
  }
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = before.length;
  let newEnd = after.length;
  while (
    end - block >= start &&
    newEnd - block >= start &&
    before.slice(end - block, end) === after.slice(newEnd - block, newEnd)
  ) {
    end -= block;
    newEnd -= block;
  }
  while (end > start && newEnd > start && before.charCodeAt(end - 1) === after.charCodeAt(newEnd - 1)) {
    end -= 1;
    newEnd -= 1;
  }
  return { start, end, newEnd };
}

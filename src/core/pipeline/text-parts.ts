import type { Range } from "./problem.ts";

/** Whether an offset is in one of these parts, which are ordered and without overlaps. */
export function isInParts(parts: readonly Range[], offset: number): boolean {
  const around = parts[countUpTo(offset, parts, ({ start }) => start) - 1];
  return around !== undefined && offset < around.end;
}

/** How many of an ordered list begin at an offset or before it. */
export function countUpTo<T>(offset: number, ordered: readonly T[], startOf: (one: T) => number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = ordered[middle];
    if (one !== undefined && startOf(one) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Parts in their order, those that overlap joined. */
export function joinParts(parts: readonly Range[]): readonly Range[] {
  const all: Range[] = [];
  for (const part of parts.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last === undefined || last.end < part.start) all.push(part);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
  }
  return all;
}

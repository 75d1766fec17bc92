/** A point of a curve as Chart.js takes it without parsing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Index of the first point at or after `x` in points that ascend in x; the count of points when all are before it. */
export function firstAtOrAfter(points: readonly Point[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = points[middle];
    if (point !== undefined && point.x < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the point nearest to `x`, undefined when there is none or all are further away than `reach`. */
export function nearest(points: readonly Point[], x: number, reach: number): number | undefined {
  const after = firstAtOrAfter(points, x);
  let best: number | undefined;
  let distance = reach;
  for (const at of [after - 1, after]) {
    const point = points[at];
    if (point === undefined || Math.abs(point.x - x) > distance) continue;
    best = at;
    distance = Math.abs(point.x - x);
  }
  return best;
}

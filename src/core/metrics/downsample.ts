/** Points of a curve, `y[i]` at `x[i]`. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Reduces a curve to what `pixels` columns of a screen can show. Of each column the points with the least and the
 * greatest value stay, in their order, and one that is not finite, so that no spike and no gap is lost; the first and
 * last point of the curve stay too. At most `3 * pixels + 2` points are left; a curve with fewer than two a pixel
 * comes back as it is. This is "MinMax" of Jugel et al. 2014, "M4: A Visualization-Oriented Time Series Data
 * Aggregation".
 */
export function downsample(points: Points, pixels: number): Points {
  const { x, y } = points;
  const columns = Math.max(1, Math.floor(pixels));
  if (x.length <= 2 * columns) return points;
  const columnOf = columnFinder(x, columns);
  const kept: number[] = [0];
  let start = 0;
  for (let i = 1; i <= x.length; i += 1) {
    if (i < x.length && columnOf(i) === columnOf(start)) continue;
    kept.push(...extremes(y, start, i));
    start = i;
  }
  kept.push(x.length - 1);
  const indices = kept.filter((index, place) => index !== kept[place - 1]);
  return { x: pick(x, indices), y: pick(y, indices) };
}

/** By where a point lies on the axis; by its place in the file where the axis runs back and forth. */
function columnFinder(x: readonly number[], columns: number): (index: number) => number {
  const first = x[0] ?? 0;
  const width = (x.at(-1) ?? 0) - first;
  const ascending = x.every((value, i) => i === 0 || value >= (x[i - 1] ?? value));
  if (!ascending || !(width > 0) || !Number.isFinite(width)) {
    return (index) => Math.floor((index / x.length) * columns);
  }
  return (index) => Math.min(columns - 1, Math.floor((((x[index] ?? first) - first) / width) * columns));
}

/** Ascending indices, from `start` to before `end`, of the least, the greatest and the last value that is not finite. */
function extremes(y: readonly number[], start: number, end: number): number[] {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  for (let i = start; i < end; i += 1) {
    const value = y[i] ?? NaN;
    if (!Number.isFinite(value)) gap = i;
    else {
      if (least < 0 || value < (y[least] ?? value)) least = i;
      if (greatest < 0 || value > (y[greatest] ?? value)) greatest = i;
    }
  }
  return [...new Set([least, greatest, gap])].filter((index) => index >= 0).toSorted((a, b) => a - b);
}

function pick(values: readonly number[], indices: readonly number[]): number[] {
  return indices.map((index) => values[index] ?? NaN);
}

/**
 * Smooths a curve as TensorBoard does (`classicSmoothing` in its `line_chart_v2/data_transformer`): an exponential
 * moving average, `m = w * m + (1 - w) * y`, divided by `1 - w ** n` after `n` values, because it starts at 0 and
 * would otherwise lag behind at first (Kingma and Ba 2015, "Adam", section 3). The weight is between 0, nothing
 * smoothed, and 1. Values that are not finite are kept and do not count; a constant curve stays as it is, free of
 * rounding.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  const w = Math.min(Math.max(weight, 0), 1);
  if (values.every((value) => value === values[0])) return [...values];
  let mean = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = mean * w + (1 - w) * value;
    count += 1;
    return w === 1 ? mean : mean / (1 - w ** count);
  });
}

import type { Curves, Series } from "#core/project";
import type { Curve, CurvesPatch, PointsPatch } from "#protocol/compare";

import { jsonNumber } from "./compare-rows.ts";

/** The points of a curve. */
interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Leaves of a curve what so many columns of a screen can show. */
export type Downsample = (points: Points, pixels: number) => Points;

/** How far a view has followed one curve. */
interface SentCurve {
  readonly total: number;
  readonly x: number | undefined;
  readonly y: number | undefined;
}

/** What a view has of one row, by chart. */
export type SentCurves = ReadonlyMap<string, SentCurve>;

/** Columns of the widest chart that a screen shows; a curve is sent with what they can show. */
const pixels = 1500;

/**
 * The charts of a row by name. dvclive writes one file a metric, `plots/metrics/train/loss.tsv`: its name is
 * `train/loss`. Any other curve has the name of its field, with the file where two files have such a field.
 */
export function chartsOf(curves: Curves): ReadonlyMap<string, Series> {
  const count = new Map<string, number>();
  for (const { field } of curves.series) count.set(field, (count.get(field) ?? 0) + 1);
  return new Map(curves.series.map((series) => [chartName(series, count), withFiniteX(series)]));
}

function chartName({ file, field }: Series, count: ReadonlyMap<string, number>): string {
  const metric = /(?:^|\/)plots\/metrics\/(.+)\.[a-z]+$/.exec(file)?.[1];
  if (metric !== undefined && (metric === field || metric.endsWith(`/${field}`))) return metric;
  return count.get(field) === 1 ? field : `${field} (${file})`;
}

/** All curves of a row, for a view that has none of them. */
export function wholeCurves(
  row: string,
  charts: ReadonlyMap<string, Series>,
  downsample: Downsample,
): readonly Curve[] {
  return [...charts].map(([chart, series]) => {
    const { x, y } = downsample(series, pixels);
    return { row, chart, x, y: y.map(jsonNumber), total: series.x.length };
  });
}

/** What a view has once it got these charts. */
export function sentCurves(charts: ReadonlyMap<string, Series>): SentCurves {
  return new Map(
    [...charts].map(([chart, { x, y }]) => [chart, { total: x.length, x: x.at(-1), y: y.at(-1) }]),
  );
}

/**
 * What to send of a row so that the view has these charts: only the new points where curves grew, everything
 * where a curve was rewritten, went, or grew by more than a screen shows.
 */
export function curveChanges(
  row: string,
  sent: SentCurves,
  charts: ReadonlyMap<string, Series>,
  downsample: Downsample,
): readonly (PointsPatch | CurvesPatch)[] {
  const whole = { type: "curves", row, curves: wholeCurves(row, charts, downsample) } as const;
  if ([...sent.keys()].some((chart) => !charts.has(chart))) return [whole];
  const patches: PointsPatch[] = [];
  for (const [chart, { x, y }] of charts) {
    const from = sent.get(chart)?.total ?? 0;
    if (!continues(sent.get(chart), { x, y }) || x.length - from > pixels) return [whole];
    if (x.length === from) continue;
    patches.push({ type: "points", row, chart, from, x: x.slice(from), y: y.slice(from).map(jsonNumber) });
  }
  return patches;
}

/** True when the last point that was sent is still where it was: files of curves are appended to. */
function continues(sent: SentCurve | undefined, { x, y }: Pick<Series, "x" | "y">): boolean {
  if (!sent || sent.total === 0) return true;
  const last = sent.total - 1;
  return x.length >= sent.total && Object.is(x[last], sent.x) && Object.is(y[last], sent.y);
}

/** A point without a place cannot be drawn. */
function withFiniteX(series: Series): Series {
  if (series.x.every(Number.isFinite)) return series;
  const kept = series.x.flatMap((x, index) => (Number.isFinite(x) ? [index] : []));
  return {
    ...series,
    x: kept.map((index) => series.x[index] ?? 0),
    y: kept.map((index) => series.y[index] ?? Number.NaN),
  };
}

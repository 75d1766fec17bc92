import { expect, test } from "vitest";

import { downsample } from "#core/metrics/downsample";
import type { Series } from "#core/metrics/series";
import {
  chartsOf,
  curveChanges,
  sentCurves,
  wholeCurves,
} from "../../../src/editor/panels/compare-curves.ts";

const series = (file: string, field: string, y: readonly number[]): Series => ({
  file,
  field,
  x: y.map((_, index) => index),
  y,
});
const charts = (...y: number[]) => chartsOf({ series: [series("log.csv", "loss", y)], tables: [] });
const changes = (before: readonly number[], after: readonly number[]) =>
  curveChanges("row", sentCurves(charts(...before)), charts(...after), downsample);

test("dvclive's files give their metric's own name", () => {
  const names = chartsOf({
    series: [
      series("dvclive/plots/metrics/train/loss.tsv", "loss", [1]),
      series("dvclive/plots/metrics/val/loss.tsv", "loss", [1]),
      series("history.csv", "accuracy", [1]),
    ],
    tables: [],
  });
  expect([...names.keys()]).toEqual(["train/loss", "val/loss", "accuracy"]);
});

test("fields of the same name in two other files are told apart by the file", () => {
  const names = chartsOf({
    series: [series("a.csv", "loss", [1]), series("b.csv", "loss", [1])],
    tables: [],
  });
  expect([...names.keys()]).toEqual(["loss (a.csv)", "loss (b.csv)"]);
});

test("a curve that grew sends its new points only", () => {
  expect(changes([5, 4], [5, 4, 3, Number.NaN])).toEqual([
    { type: "points", row: "row", chart: "loss", from: 2, x: [2, 3], y: [3, null] },
  ]);
  expect(changes([5, 4], [5, 4])).toEqual([]);
});

test("a curve that began starts from nothing", () => {
  const patches = curveChanges("row", new Map(), charts(1, 2), downsample);
  expect(patches).toEqual([{ type: "points", row: "row", chart: "loss", from: 0, x: [0, 1], y: [1, 2] }]);
});

test("a curve that was rewritten, cut or taken away sends everything", () => {
  for (const after of [[5, 9], [5], []]) {
    expect(changes([5, 4], after)).toMatchObject([{ type: "curves", row: "row" }]);
  }
  expect(curveChanges("row", sentCurves(charts(1)), new Map(), downsample)).toEqual([
    { type: "curves", row: "row", curves: [] },
  ]);
});

test("a long curve is sent with what a screen shows, and says how long it is", () => {
  const long = Array.from({ length: 100_000 }, (_, index) => Math.sin(index / 100));
  const [curve] = wholeCurves("row", charts(...long), downsample);
  expect(curve?.total).toBe(100_000);
  expect(curve?.x.length).toBeLessThan(5_000);
  expect(curve?.x.at(-1)).toBe(99_999);
});

test("points without a place on the axis are left out", () => {
  const broken = { file: "log.csv", field: "loss", x: [0, Number.NaN, 2], y: [1, 2, 3] };
  expect(chartsOf({ series: [broken], tables: [] }).get("loss")).toMatchObject({ x: [0, 2], y: [1, 3] });
});

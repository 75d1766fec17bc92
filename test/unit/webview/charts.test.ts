import { describe, expect, test } from "vitest";
import { tickText } from "../../../webview-ui/src/charts/axis.ts";
import { slotLook } from "../../../webview-ui/src/charts/chart-colors.ts";
import { nearest } from "../../../webview-ui/src/charts/nearest.ts";
import { createSmoother } from "../../../webview-ui/src/charts/smoothing.ts";
import { continueTrack } from "../../../webview-ui/src/charts/track.ts";

function smooth(values: readonly number[], weight: number): readonly number[] {
  const smoother = createSmoother(weight);
  return values.map((value) => smoother.next(value));
}

describe("smoothing", () => {
  test("is TensorBoard's debiased average", () => {
    // By hand, with w = 0.5: 1/1, (0.5*0.5 + 0.5*2)/0.75, (1.25*0.5 + 0.5*3)/0.875.
    expect(smooth([1, 2, 3], 0.5)).toEqual([1, 1.25 / 0.75, 2.125 / 0.875]);
  });

  test("no weight changes nothing", () => {
    expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
  });

  test("values that are not finite are passed by", () => {
    const [first, gap, second] = smooth([1, Number.NaN, 2], 0.5);
    expect(gap).toBeNaN();
    expect([first, second]).toEqual(smooth([1, 2], 0.5));
  });

  test("a constant curve stays exactly constant", () => {
    expect(
      new Set(
        smooth(
          Array.from({ length: 50 }, () => 0.1),
          0.9,
        ),
      ),
    ).toEqual(new Set([0.1]));
  });
});

describe("tracks", () => {
  const colors = {
    text: "#fff",
    faintText: "#fff",
    grid: "#fff",
    crosshair: "#fff",
    background: "#000",
    font: "x",
    series: ["#111111", "#222222"],
    alwaysDash: false,
  };
  const look = { smoothing: 0.5, logScale: false, emphasis: undefined, colors };
  const curve = { id: "a", slot: 0, version: 1, x: [0, 1], y: [1, 2] };

  test("a longer curve of the same version gets its new points and keeps the others", () => {
    const before = continueTrack(undefined, curve, look);
    const [first] = before.smooth.data;
    const after = continueTrack(before, { ...curve, x: [0, 1, 2], y: [1, 2, 3] }, look);
    expect(after).toBe(before);
    expect(after.smooth.data[0]).toBe(first);
    expect(after.smooth.data.map(({ y }) => y)).toEqual(smooth([1, 2, 3], 0.5));
    expect(after.raw.data.map(({ y }) => y)).toEqual([1, 2, 3]);
  });

  test("another version or another smoothing begins anew", () => {
    const before = continueTrack(undefined, curve, look);
    expect(continueTrack(before, { ...curve, version: 2 }, look)).not.toBe(before);
    expect(continueTrack(before, curve, { ...look, smoothing: 0.6 })).not.toBe(before);
  });

  test("a logarithmic axis leaves out what is not above zero", () => {
    const track = continueTrack(undefined, { ...curve, y: [0, 2] }, { ...look, logScale: true });
    expect(track.raw.data.map(({ y }) => y)).toEqual([Number.NaN, 2]);
  });
});

test("the nearest point is found within reach", () => {
  const points = [0, 10, 20].map((x) => ({ x, y: 0 }));
  expect([0, 4, 6, 20, 23].map((x) => nearest(points, x, 5))).toEqual([0, 0, 1, 2, 2]);
  expect(nearest(points, 40, 5)).toBeUndefined();
  expect(nearest([], 0, 5)).toBeUndefined();
});

test("slots beyond the colours repeat them with another dash", () => {
  expect(slotLook(0, false)).toEqual({ color: 0, dash: 0 });
  expect(slotLook(7, false)).toEqual({ color: 0, dash: 1 });
  expect(slotLook(1, true)).toEqual({ color: 1, dash: 1 });
});

test.each([
  [0, "0"],
  [0.25, "0.25"],
  [1500, "1500"],
  [25_000, "25k"],
  [1_200_000, "1.2M"],
  [0.00002, "2e-5"],
  [3e9, "3e9"],
])("the tick at %d says %s", (value, text) => {
  expect(tickText(value)).toBe(text);
});

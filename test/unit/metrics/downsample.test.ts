import { describe, expect, test } from "vitest";

import { downsample } from "#core/metrics/downsample";

function curve(length: number, y: (x: number) => number) {
  const x = Array.from({ length }, (_, i) => i);
  return { x, y: x.map(y) };
}

describe("downsample", () => {
  test("leaves a curve alone that has fewer than two points a pixel", () => {
    const points = curve(200, Math.sin);
    expect(downsample(points, 100)).toBe(points);
  });

  test("keeps every spike, the first and the last point", () => {
    const points = curve(100_000, (x) => (x === 54_321 ? 99 : x === 777 ? -99 : Math.sin(x / 900)));
    const shown = downsample(points, 300);
    expect(shown.x.length).toBeLessThanOrEqual(3 * 300 + 2);
    expect(shown.y).toHaveLength(shown.x.length);
    expect(shown.y[shown.x.indexOf(54_321)]).toBe(99);
    expect(shown.y[shown.x.indexOf(777)]).toBe(-99);
    expect([shown.x[0], shown.x.at(-1)]).toEqual([0, 99_999]);
  });

  test("gives points of the curve in their order, none twice", () => {
    const points = curve(5000, (x) => (x * 7919) % 1000);
    const shown = downsample(points, 100);
    expect(shown.x.every((x, i) => i === 0 || x > (shown.x[i - 1] ?? x))).toBe(true);
    expect(shown.y).toEqual(shown.x.map((x) => points.y[x]));
  });

  test("keeps in each column the least and the greatest value", () => {
    const points = curve(1000, (x) => (x * 7919) % 1009);
    const shown = downsample(points, 10);
    for (let column = 0; column < 10; column += 1) {
      const inColumn = (x: number) => Math.min(9, Math.floor((x / 999) * 10)) === column;
      const all = points.y.filter((_, i) => inColumn(i));
      const kept = shown.y.filter((_, i) => inColumn(shown.x[i] ?? -1));
      expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...all), Math.max(...all)]);
    }
  });

  test("keeps a value that is not a number, so that the gap shows", () => {
    const shown = downsample(
      curve(10_000, (x) => (x === 5000 ? NaN : x === 7000 ? Infinity : 1)),
      50,
    );
    expect(shown.y[shown.x.indexOf(5000)]).toBeNaN();
    expect(shown.y[shown.x.indexOf(7000)]).toBe(Infinity);
  });

  test("goes by position where steps run back, as after a resumed run", () => {
    const points = { x: [...curve(500, Number).x, ...curve(500, Number).x], y: curve(1000, Math.sin).y };
    const shown = downsample(points, 20);
    expect(shown.x.length).toBeLessThanOrEqual(3 * 20 + 2);
    expect(shown.x.at(-1)).toBe(499);
  });

  test("shows a constant curve and one that stands still on its axis", () => {
    expect(
      downsample(
        curve(1000, () => 1),
        10,
      ).y,
    ).toContain(1);
    const still = { x: curve(1000, () => 0).y, y: curve(1000, Number).y };
    expect(downsample(still, 10).y.at(-1)).toBe(999);
  });
});

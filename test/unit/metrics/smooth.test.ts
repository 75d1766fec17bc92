import { describe, expect, test } from "vitest";

import { smooth } from "#core/metrics/smooth";

describe("smooth", () => {
  test("is the debiased moving average of TensorBoard", () => {
    const [first, second, third] = smooth([1, 0.5, 0], 0.6);
    expect(first).toBeCloseTo(1);
    expect(second).toBeCloseTo((0.4 * 1 * 0.6 + 0.4 * 0.5) / (1 - 0.6 ** 2));
    expect(third).toBeCloseTo((0.4 * 1 * 0.36 + 0.4 * 0.5 * 0.6) / (1 - 0.6 ** 3));
  });

  test("does nothing with weight 0", () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  });

  test("leaves a constant curve exactly as it is", () => {
    expect(smooth([0.1, 0.1, 0.1], 0.9)).toEqual([0.1, 0.1, 0.1]);
    expect(smooth([], 0.9)).toEqual([]);
  });

  test("passes over values that are not finite", () => {
    const [first, second, third] = smooth([1, NaN, 0], 0.5);
    expect(first).toBe(1);
    expect(second).toBeNaN();
    expect(third).toBeCloseTo(0.25 / 0.75);
  });
});

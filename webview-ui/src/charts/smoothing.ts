/** An exponential moving average that takes one value after the other, so that a live curve costs only its new points. */
export interface Smoother {
  next(value: number): number;
}

/**
 * TensorBoard's debiased average: `last = last·w + (1−w)·y`, shown as `last / (1−wⁿ)` after n finite values. A value that is
 * not finite is given back as it is and changes nothing; a curve that is constant so far is given back untouched, which
 * keeps rounding noise from filling its axis. `weight` is the weight of the past, 0 (no smoothing) to below 1.
 */
export function createSmoother(weight: number): Smoother {
  let last = 0;
  let count = 0;
  let constant: number | undefined;
  return {
    next(value) {
      if (weight === 0 || !Number.isFinite(value)) return value;
      if (count === 0) constant = value;
      else if (value !== constant) constant = undefined;
      count++;
      last = last * weight + (1 - weight) * value;
      return constant ?? last / (1 - weight ** count);
    },
  };
}

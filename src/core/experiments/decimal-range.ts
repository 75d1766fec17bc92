/** A decimal number: `digits * 10 ** exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * The numbers from `start` up to but without `stop`. Hydra adds up in decimal numbers of 28 digits, so that
 * `range(0,1,0.1)` has ten members; the same is done here, so that a sweep has the same members in both tools.
 * @param limit stops an endless range; the caller refuses what is that long
 */
export function floatRange(start: number, stop: number, step: number, limit: number): number[] {
  const end = fromNumber(stop);
  const increment = fromNumber(step);
  const result: number[] = [];
  let current = fromNumber(start);
  while (result.length < limit && isBefore(current, end, step)) {
    result.push(toNumber(current));
    current = roundTo28(add(current, increment));
  }
  return result;
}

/** The exact value of a finite number, whose binary fraction always ends in decimal, too. */
function fromNumber(value: number): Decimal {
  let mantissa = value;
  let halvings = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    halvings++;
  }
  return { digits: BigInt(mantissa) * 5n ** BigInt(halvings), exponent: -halvings };
}

function toNumber(value: Decimal): number {
  return Number(`${value.digits}e${value.exponent}`);
}

function add(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  return { digits: scaled(left, exponent) + scaled(right, exponent), exponent };
}

function isBefore(current: Decimal, end: Decimal, step: number): boolean {
  const exponent = Math.min(current.exponent, end.exponent);
  const difference = scaled(current, exponent) - scaled(end, exponent);
  return step > 0 ? difference < 0n : difference > 0n;
}

function scaled(value: Decimal, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent);
}

/** Rounds half to even, the way of Python's default decimal context. */
function roundTo28(value: Decimal): Decimal {
  const negative = value.digits < 0n;
  const digits = negative ? -value.digits : value.digits;
  const surplus = digits.toString().length - 28;
  if (surplus <= 0) return value;
  const unit = 10n ** BigInt(surplus);
  const twice = (digits % unit) * 2n;
  const floor = digits / unit;
  const rounded = twice > unit || (twice === unit && floor % 2n === 1n) ? floor + 1n : floor;
  return { digits: negative ? -rounded : rounded, exponent: value.exponent + surplus };
}

/**
 * A value as DVC sees it, whatever file it came from. Python keeps `1` apart from `1.0` and has no upper bound
 * for whole numbers, and hashes depend on both: a whole number is a bigint here, a float is a number.
 */
export type Scalar = null | boolean | bigint | number | string | Timestamp;

/** A date or time in a YAML or TOML file. DVC refuses it in variables, so its text is all that is kept. */
export interface Timestamp {
  readonly timestamp: string;
}

/** A mapping in file order. An object would move keys that look like whole numbers to the front. */
export type Mapping = ReadonlyMap<Scalar, Value>;

export type Value = Scalar | readonly Value[] | Mapping;

export function isMapping(value: Value | undefined): value is Mapping {
  return value instanceof Map;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isTimestamp(value: Value | undefined): value is Timestamp {
  return typeof value === "object" && value !== null && "timestamp" in value;
}

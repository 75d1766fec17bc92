import type { Value } from "#core/project";

/**
 * Text of a value as a person writes it in YAML, on one line. A whole number and a float stay different (`1`, `1.0`),
 * because DVC tells them apart.
 */
export function showValue(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "number") return showFloat(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${showValue(key)}: ${showValue(item)}`).join(", ")}}`;
  }
  if (isList(value)) return `[${value.map(showValue).join(", ")}]`;
  return "timestamp" in value ? value.timestamp : "";
}

/** A metric, rounded to five significant digits as `dvc exp show` does; anything but a float is shown whole. */
export function showMetric(value: Value): string {
  return typeof value === "number" && Number.isFinite(value)
    ? showFloat(Number(value.toPrecision(5)))
    : showValue(value);
}

/** The number to compare and to sort by, where a value has one. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) : undefined;
}

function showFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

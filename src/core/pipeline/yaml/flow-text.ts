import { scalarYaml } from "./print-yaml.ts";
import { isList, isMapping, isTimestamp } from "../value.ts";
import type { Scalar, Value } from "../value.ts";

/** What a value is written as inside of a line: YAML where quotes are rare, or JSON where they are a must. */
export type FlowStyle = "yaml" | "json";

/** Writes a value on one line: `[1, 2]`, `{a: 1}`, or a scalar. Null is spelled out. */
export function flowText(value: Value, style: FlowStyle): string {
  if (isList(value)) return `[${value.map((item) => flowText(item, style)).join(", ")}]`;
  if (isMapping(value)) {
    const items = [...value].map(([key, item]) => `${flowKey(key, style)}: ${flowText(item, style)}`);
    return `{${items.join(", ")}}`;
  }
  return style === "json" ? jsonScalar(value) : flowScalar(value);
}

/** Writes the key of a mapping inside of a line. */
export function flowKey(key: Scalar, style: FlowStyle): string {
  if (style === "yaml") return flowScalar(key);
  return typeof key === "string" ? JSON.stringify(key) : `"${jsonScalar(key)}"`;
}

/** Brackets and commas end a plain value inside of a flow collection, so text that holds them is quoted. */
function flowScalar(value: Scalar): string {
  const text = scalarYaml(value) || "null";
  const isPlain = typeof value === "string" && text === value;
  return isPlain && /[,[\]{}]/.test(text) ? JSON.stringify(value) : text;
}

/** Python reads and writes `NaN` and `Infinity` in JSON, and keeps `1.0` apart from `1`. */
function jsonScalar(value: Scalar): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isTimestamp(value)) return JSON.stringify(value.timestamp);
  if (typeof value !== "number" || Number.isFinite(value)) return scalarYaml(value) || "null";
  return String(value);
}

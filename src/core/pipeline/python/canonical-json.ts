import { compareCodePoints } from "./code-point-order.ts";
import { floatText, pythonText } from "./python-text.ts";
import { isList, isMapping, isTimestamp, type Scalar, type Value } from "../value.ts";

/**
 * The text that DVC hashes for the run cache and for experiment names: Python's `json.dumps(value, sort_keys=True)`
 * with its separators, ASCII escapes and number text (`1e-05`, `NaN`).
 */
export function canonicalJson(value: Value): string {
  if (isMapping(value)) {
    const entries = [...value].sort(([a], [b]) => compareKeys(a, b));
    return `{${entries.map(([key, item]) => `${asciiString(keyText(key))}: ${canonicalJson(item)}`).join(", ")}}`;
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(", ")}]`;
  if (typeof value === "number") return canonicalNumber(value);
  if (typeof value === "string") return asciiString(value);
  return isTimestamp(value) ? asciiString(value.timestamp) : String(value);
}

/**
 * Strict JSON that any parser reads: whole numbers in full, floats with a point or an exponent (`1.0` stays apart
 * from `1`), NaN and infinities as null. `indent` is the number of blanks a level; without it all is on one line.
 */
export function plainJson(value: Value, indent?: number): string {
  return writePlain(value, indent ?? 0, "\n");
}

function writePlain(value: Value, indent: number, lineBreak: string): string {
  const inner = lineBreak + " ".repeat(indent);
  const enclose = (open: string, items: string[], close: string): string => {
    if (items.length === 0) return open + close;
    if (indent === 0) return open + items.join(",") + close;
    return open + inner + items.join(`,${inner}`) + lineBreak + close;
  };
  if (isMapping(value)) {
    const colon = indent === 0 ? ":" : ": ";
    const items = [...value].map(
      ([key, item]) => JSON.stringify(keyText(key)) + colon + writePlain(item, indent, inner),
    );
    return enclose("{", items, "}");
  }
  if (isList(value))
    return enclose(
      "[",
      value.map((item) => writePlain(item, indent, inner)),
      "]",
    );
  if (typeof value === "number") return Number.isFinite(value) ? floatText(value) : "null";
  if (typeof value === "string") return JSON.stringify(value);
  return isTimestamp(value) ? JSON.stringify(value.timestamp) : String(value);
}

function canonicalNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}

/** JSON knows text keys only; Python writes its own constants the JSON way. */
function keyText(key: Scalar): string {
  if (key === null || typeof key === "boolean") return String(key);
  return typeof key === "number" ? canonicalNumber(key) : pythonText(key);
}

function compareKeys(a: Scalar, b: Scalar): number {
  const numeric = (key: Scalar) =>
    typeof key === "bigint" || typeof key === "number" || typeof key === "boolean";
  if (numeric(a) && numeric(b)) return Number(a) - Number(b);
  return compareCodePoints(keyText(a), keyText(b));
}

/** Everything outside printable ASCII as `\uXXXX`, pairs of them beyond the first plane. */
function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

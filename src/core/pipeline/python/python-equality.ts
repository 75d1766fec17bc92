import type { ValuesApart } from "../formats/values-apart.ts";
import { isList, isMapping, isTimestamp } from "../value.ts";
import type { Mapping, Scalar, Value } from "../value.ts";

/**
 * Whether two parameter values are equal as Python's `==` sees them, which is how DVC finds changed parameters:
 * `1`, `1.0` and `true` are one value, `"1"` is another, the order of a mapping does not matter, and a NaN differs
 * from every NaN (but not inside a list or mapping, where Python compares identity first).
 */
export function equalInPython(a: Value, b: Value): boolean {
  return !isNan(a) && equalInside(a, b);
}

/** Whether a parameter is what was recorded of it, as DVC sees it: of tuples it takes only the outermost for a list. */
export function equalsRecorded(recorded: Value, now: Value, apart: ValuesApart): boolean {
  const isApart = (value: Value): boolean =>
    apart.size > 0 && (value === now ? apart.get(value) === "nan" : apart.has(value));
  return !isNan(recorded) && equalInside(recorded, now, isApart);
}

/**
 * Whether two values inside of lists or mappings are equal there: a NaN equals itself.
 * @param isApart lists and mappings of the second one that equal nothing
 */
export function equalInside(a: Value, b: Value, isApart: (value: Value) => boolean = () => false): boolean {
  if ((isMapping(b) || isList(b)) && isApart(b)) return false;
  if (isMapping(a)) return isMapping(b) && equalMappings(a, b, isApart);
  if (isList(a)) {
    return (
      isList(b) && a.length === b.length && a.every((item, i) => equalInside(item, b[i] ?? null, isApart))
    );
  }
  return !isMapping(b) && !isList(b) && scalarIdentity(a) === scalarIdentity(b);
}

function equalMappings(a: Mapping, b: Mapping, isApart: (value: Value) => boolean): boolean {
  if (a.size !== b.size) return false;
  const byIdentity = new Map<string, Value>();
  for (const [key, value] of b) byIdentity.set(scalarIdentity(key), value);
  for (const [key, value] of a) {
    const other = byIdentity.get(scalarIdentity(key));
    if (other === undefined || !equalInside(value, other, isApart)) return false;
  }
  return true;
}

/** One text for all scalars that Python holds equal and hashes alike. */
export function scalarIdentity(value: Scalar): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "number:1" : "number:0";
  if (typeof value === "bigint") return `number:${value}`;
  if (typeof value === "number") {
    return Number.isInteger(value) ? `number:${BigInt(value)}` : `number:${value}`;
  }
  return isTimestamp(value) ? `timestamp:${value.timestamp}` : `text:${value}`;
}

/** What Python takes for false: nothing, zero, and text, lists and mappings without anything in them; a NaN is true. */
export function isEmptyInPython(value: Value): boolean {
  if (isMapping(value)) return value.size === 0;
  return isList(value) ? value.length === 0 : !value && !isNan(value);
}

function isNan(value: Value): boolean {
  return typeof value === "number" && Number.isNaN(value);
}

import { pythonText } from "#core/pipeline/python/python-text";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { isList, isMapping, isTimestamp, type Value } from "#core/pipeline/value";

/** The default file of parameters. */
export const paramsName = "params.yaml";

/** The kind of a value, in the words that a form and a hover use. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return "float";
  if (isTimestamp(value)) return "date";
  if (isList(value)) return "list";
  return isMapping(value) ? "mapping" : typeof value;
}

/** A value on one line. */
export function valueText(value: Value): string {
  if (isTimestamp(value)) return value.timestamp;
  if (typeof value === "string") return JSON.stringify(value);
  return isList(value) || isMapping(value) ? plainJson(value) : pythonText(value);
}

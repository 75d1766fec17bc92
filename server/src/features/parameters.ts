import { flatten } from "#core/pipeline/params/flatten";
import type { Range } from "#core/pipeline/problem";
import type { Node } from "#core/pipeline/node";
import { pythonText } from "#core/pipeline/python/python-text";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { readValues } from "#core/pipeline/formats/read-values";
import { isList, isMapping, isTimestamp, type Value } from "#core/pipeline/value";
import type { Snapshot } from "../workspace/snapshot.ts";

/** The default file of parameters. */
export const paramsName = "params.yaml";

/** Leaves of a parameter file by dotted name; none where it cannot be read. */
export function parametersOf(snapshot: Snapshot, file: string): ReadonlyMap<string, Value> {
  const text = snapshot.read(file);
  const values = text === undefined ? undefined : readValues(file, text).values;
  return isMapping(values) ? flatten(values) : new Map();
}

/** Where a dotted name is defined in a file of parameters, and its node. */
export function findParameter(
  snapshot: Snapshot,
  file: string,
  name: string,
): { readonly range: Range; readonly value: Node } | undefined {
  let node = snapshot.document(file)?.root;
  let range: Range | undefined;
  for (const segment of name.split(".")) {
    if (node?.kind === "map") {
      const entry = node.entries.find(({ key }) => pythonText(key.value) === segment);
      range = entry?.key.range;
      node = entry?.value;
    } else if (node?.kind === "list" && /^-?\d+$/.test(segment)) {
      node = node.items.at(Number(segment));
      range = node?.range;
    } else return undefined;
  }
  return node === undefined || range === undefined ? undefined : { range, value: node };
}

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

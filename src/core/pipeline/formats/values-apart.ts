import type { Document, Node } from "../node.ts";
import { isList, isMapping } from "../value.ts";
import type { Value } from "../value.ts";

/**
 * Lists and mappings of a file that Python never holds equal to what dvc.lock recorded of them, and why: a tuple is
 * recorded as a list; and a NaN equals itself inside of a list or mapping only where it is the same object, which YAML's
 * reader has one of and the others make anew.
 */
export type ValuesApart = ReadonlyMap<Value, "tuple" | "nan">;

const nothing: ValuesApart = new Map();

/** Finds them in the values that were read from a document; nearly always there are none. */
export function findValuesApart(path: string, { root }: Document, values: Value | undefined): ValuesApart {
  if (root === undefined || values === undefined || !/\.(?:json|toml|py)$/iu.test(path)) return nothing;
  const found = new Map<Value, "tuple" | "nan">();
  collect(root, values, found);
  return found;
}

function collect(node: Node, value: Value, found: Map<Value, "tuple" | "nan">): void {
  if (node.kind === "list" && isList(value)) {
    if (node.python === "tuple") found.set(value, "tuple");
    else if (value.some((item) => Number.isNaN(item))) found.set(value, "nan");
    for (const [index, item] of node.items.entries()) collect(item, value[index] ?? null, found);
  }
  if (node.kind === "map" && isMapping(value)) {
    if ([...value.values()].some((item) => Number.isNaN(item))) found.set(value, "nan");
    for (const { key, value: item } of node.entries) collect(item, value.get(key.value) ?? null, found);
  }
}

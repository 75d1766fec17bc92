import type { Node } from "./node.ts";
import type { Scalar, Value } from "./value.ts";

/**
 * The value of a tree without its places. No tree, as in an empty file, gives null. What aliases share is written out
 * for each: `parseYaml` bounds how much that may be.
 */
export function toValue(node: Node | undefined): Value {
  if (node === undefined) return null;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toValue);
  const mapping = new Map<Scalar, Value>();
  for (const { key, value } of node.entries) mapping.set(key.value, toValue(value));
  return mapping;
}

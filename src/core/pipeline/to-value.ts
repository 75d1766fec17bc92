import type { Node } from "./node.ts";
import type { Scalar, Value } from "./value.ts";

/** The value of a tree without its places. No tree, as in an empty file, gives null. */
export function toValue(node: Node | undefined): Value {
  return node === undefined ? null : convert(node, new Map());
}

/** Aliases share nodes; sharing their values too keeps a file of many aliases small. */
function convert(node: Node, done: Map<Node, Value>): Value {
  if (node.kind === "scalar") return node.value;
  const known = done.get(node);
  if (known !== undefined) return known;
  const value: Value =
    node.kind === "list"
      ? node.items.map((item) => convert(item, done))
      : new Map<Scalar, Value>(node.entries.map((entry) => [entry.key.value, convert(entry.value, done)]));
  done.set(node, value);
  return value;
}

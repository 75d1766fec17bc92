import type { Entry, Node } from "#core/pipeline/node";
import { pythonText } from "#core/pipeline/python/python-text";
import type { Range } from "#core/pipeline/problem";

/** Where an offset is in a tree. */
export interface TreePlace {
  /** Keys and list indices from the root to the node. */
  readonly path: readonly (string | number)[];
  readonly node: Node;
  /** The offset is on the key of this entry, whose value `node` is. */
  readonly key?: Entry["key"];
  /** The nearest key that `node` is the value of, or an item in the value of. */
  readonly under: Entry["key"] | undefined;
}

/** The innermost thing at an offset; an end counts as inside, because that is where a cursor rests after a word. */
export function placeAt(root: Node | undefined, offset: number): TreePlace | undefined {
  return root === undefined ? undefined : descend({ path: [], node: root, under: undefined }, offset);
}

function descend(place: TreePlace, offset: number): TreePlace | undefined {
  const { node, path, under } = place;
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      const inner = [...path, pythonText(key.value)];
      if (contains(key.range, offset)) return { path: inner, node: value, key, under: key };
      if (contains(value.range, offset)) return descend({ path: inner, node: value, under: key }, offset);
    }
  }
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      if (contains(item.range, offset)) return descend({ path: [...path, index], node: item, under }, offset);
    }
  }
  return contains(node.range, offset) ? place : undefined;
}

function contains({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}

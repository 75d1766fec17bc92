import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";

/** Where a parameter stands in its file. */
export interface ParameterPlace {
  /** Absent of an item of a list. */
  readonly key: Range | undefined;
  readonly value: Range;
}

/** The places of all values of a file, by dotted name; items of lists go by their index. */
export function parameterPlaces(root: Node | undefined): ReadonlyMap<string, ParameterPlace> {
  const places = new Map<string, ParameterPlace>();
  const visit = (node: Node, prefix: string): void => {
    if (node.kind === "map") {
      for (const { key, value } of node.entries) add(value, prefix + pythonText(key.value), key.range);
    } else if (node.kind === "list") {
      for (const [index, item] of node.items.entries()) add(item, `${prefix}${index}`, undefined);
    }
  };
  const add = (node: Node, name: string, key: Range | undefined): void => {
    if (places.has(name)) return;
    places.set(name, { key, value: node.range });
    visit(node, `${name}.`);
  };
  if (root) visit(root, "");
  return places;
}

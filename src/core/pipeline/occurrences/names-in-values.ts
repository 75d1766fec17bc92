import type { Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { addName, type Collector, wants, wantsEntry } from "./collector.ts";
import type { Named, Role } from "./occurrence.ts";

/** Adds the keys of a tree of values, each as the name of what is below it; items of lists have no name of their own. */
export function collectKeys(
  collector: Collector,
  node: Node | undefined,
  role: Role,
  nameOf: (path: readonly string[]) => Named,
  above: readonly string[] = [],
): void {
  if (node?.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      if (wants(collector, item.range)) collectKeys(collector, item, role, nameOf, [...above, String(index)]);
    }
  }
  if (node?.kind !== "map") return;
  for (const entry of node.entries) {
    if (!wantsEntry(collector, entry)) continue;
    const path = [...above, pythonText(entry.key.value)];
    addName(collector, entry.key, { named: nameOf(path), role });
    collectKeys(collector, entry.value, role, nameOf, path);
  }
}

import type { Document, MapNode, Node } from "./node.ts";

/** The value under a text key of a mapping; undefined of anything that is not a mapping. */
export function childOf(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== "map") return undefined;
  for (const entry of node.entries) if (entry.key.value === key) return entry.value;
  return undefined;
}

/** The items of a list; none of anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}

/** The entries of a mapping; none of anything else. */
export function entriesOf(node: Node | undefined): MapNode["entries"] {
  return node?.kind === "map" ? node.entries : [];
}

/** The text of a scalar that is text. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** The texts of a list. */
export function textsOf(node: Node | undefined): string[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? []);
}

/** The flag of a scalar that is true or false. */
export function flagOf(node: Node | undefined): boolean | undefined {
  return node?.kind === "scalar" && typeof node.value === "boolean" ? node.value : undefined;
}

/** Where the section under a key at the top of a file ends: before the next one, or with the file. */
export function sectionEnd({ root, text }: Document, key: string): number {
  const entries = entriesOf(root);
  const index = entries.findIndex((entry) => entry.key.value === key);
  return (index < 0 ? undefined : entries[index + 1]?.key.range.start) ?? text.length;
}

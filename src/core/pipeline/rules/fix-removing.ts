import type { Fix, Range } from "../problem.ts";
import { removeListItem } from "../edit/remove-list-item.ts";
import type { GraphFacts } from "./rule.ts";

/** The `fixes` of a problem whose way out is to take an item off its list; nothing when it stands in no list. */
export function fixRemoving(
  facts: GraphFacts,
  file: string,
  range: Range,
  title: string,
): { readonly fixes?: readonly Fix[] } {
  const document = facts.documents.get(file);
  const change = document && removeListItem(document, range);
  return change ? { fixes: [{ title, changes: [change] }] } : {};
}

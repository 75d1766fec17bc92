import { childOf, entriesOf, itemsOf } from "../map-entries.ts";
import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";

/** An item of a list of a stage: a path by itself, or a path with what is said of it. */
export interface StageItem {
  readonly place: Range;
  readonly flags: Node | undefined;
  /** Whether the list is in brackets or braces are around the item. */
  readonly isFlow: boolean;
}

/** Finds the item that stands at a place, in one of the sections of a stage as dvc.yaml writes it. */
export function findStageItem(
  definition: Node | undefined,
  sections: readonly string[],
  range: Range,
  text: string,
): StageItem | undefined {
  for (const section of sections) {
    const list = childOf(definition, section);
    const isFlow = list !== undefined && text[list.range.start] === "[";
    for (const item of itemsOf(list)) {
      if (item.kind === "scalar" && isSame(item.range, range))
        return { place: range, flags: undefined, isFlow };
      const entry = entriesOf(item).find(({ key }) => isSame(key.range, range));
      if (entry) return { place: range, flags: entry.value, isFlow: isFlow || isInBraces(item, text) };
    }
  }
  return undefined;
}

function isInBraces(item: Node, text: string): boolean {
  return text[item.range.start] === "{";
}

function isSame(one: Range, other: Range): boolean {
  return one.start === other.start && one.end === other.end;
}

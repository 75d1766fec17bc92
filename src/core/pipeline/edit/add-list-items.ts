import { childOf, entriesOf } from "../map-entries.ts";
import type { Document, ListNode, MapNode } from "../node.ts";
import type { TextChange } from "../problem.ts";
import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";

/** Where a new item goes: a list of a mapping, which is made after another key when it is not there. */
export interface ListPlace {
  readonly map: MapNode;
  readonly key: string;
  readonly after: string;
}

/**
 * The change that adds texts to a list, in the style in which the list is written. Undefined where the list is none, or
 * stands elsewhere, because an alias brings it.
 */
export function addListItems(
  document: Document,
  { map, key, after }: ListPlace,
  items: readonly string[],
): TextChange | undefined {
  const list = childOf(map, key);
  if (list === undefined) return addList(document, { map, key, after }, items);
  const isOwn = list.range.start >= map.range.start && list.range.end <= map.range.end;
  return list.kind === "list" && isOwn ? addToList(document, list, items) : undefined;
}

function addToList(
  { file, text }: Document,
  list: ListNode,
  items: readonly string[],
): TextChange | undefined {
  const last = list.items.at(-1);
  if (last === undefined) return undefined;
  if (text[list.range.start] === "[") {
    const at = last.range.end;
    return {
      file,
      range: { start: at, end: at },
      newText: items.map((item) => `, ${flowSafe(item)}`).join(""),
    };
  }
  const dash = text.slice(lineStart(text, list.range.start), list.range.start);
  const at = lineEnd(text, last.range.end);
  if (!/^ *$/.test(dash)) return undefined;
  return { file, range: { start: at, end: at }, newText: breakBefore(text, at) + blockItems(items, dash) };
}

/** In brackets a comma ends an item. */
function flowSafe(item: string): string {
  const written = scalarYaml(item);
  return /[,[\]{}]/.test(item) && written === item ? `'${item}'` : written;
}

function blockItems(items: readonly string[], indent: string): string {
  return items.map((item) => `${indent}- ${scalarYaml(item)}\n`).join("");
}

function addList(
  { file, text }: Document,
  { map, key, after }: ListPlace,
  items: readonly string[],
): TextChange | undefined {
  const before = entriesOf(map).find((entry) => entry.key.value === after);
  if (before === undefined || text[map.range.start] === "{") return undefined;
  const indent = text.slice(lineStart(text, before.key.range.start), before.key.range.start);
  const at = lineEnd(text, before.value.range.end);
  if (!/^ +$/.test(indent)) return undefined;
  const newText = `${breakBefore(text, at)}${indent}${key}:\n${blockItems(items, `${indent}  `)}`;
  return { file, range: { start: at, end: at }, newText };
}

/** The last line of a file may have no end. */
function breakBefore(text: string, at: number): string {
  return at > 0 && text[at - 1] !== "\n" ? "\n" : "";
}

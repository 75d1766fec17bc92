import { lineStart } from "../yaml/line-bounds.ts";
import type { Document, ListNode, Node } from "../node.ts";
import type { Range, TextChange } from "../problem.ts";

/**
 * The change that takes an item out of the list it stands in, with its line. When it is the only item the key of the
 * list goes too, because DVC refuses an empty list. Undefined when nothing at this range is an item of a list.
 */
export function removeListItem(document: Document, range: Range): TextChange | undefined {
  const found = document.root && findItem(document.root, range, undefined);
  if (!found) return undefined;
  const { list, index, section } = found;
  const { text, file } = document;
  if (list.items.length === 1) return section && { file, range: wholeLines(text, section), newText: "" };
  const item = list.items[index];
  if (!item) return undefined;
  const isFlow = text[list.range.start] === "[";
  return {
    file,
    range: isFlow ? flowItem(list, index, item.range) : wholeLines(text, item.range),
    newText: "",
  };
}

interface Found {
  readonly list: ListNode;
  readonly index: number;
  /** From the key of the list to the end of the list. */
  readonly section: Range | undefined;
}

/** An item is the place itself, or a mapping whose first key is the place: `model.pkl: {cache: false}`. */
function findItem(node: Node, range: Range, section: Range | undefined): Found | undefined {
  if (node.kind === "scalar" || node.range.start > range.start || node.range.end < range.end)
    return undefined;
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      const found = findItem(value, range, { start: key.range.start, end: value.range.end });
      if (found) return found;
    }
    return undefined;
  }
  for (const [index, item] of node.items.entries()) {
    const key = item.kind === "map" && item.entries.length === 1 ? item.entries[0]?.key : undefined;
    if (isSame(item.range, range) || (key && isSame(key.range, range))) return { list: node, index, section };
    const found = findItem(item, range, undefined);
    if (found) return found;
  }
  return undefined;
}

function isSame(a: Range, b: Range): boolean {
  return a.start === b.start && a.end === b.end;
}

/** The item with the comma that follows it, or of the last item the comma before it. */
function flowItem(list: ListNode, index: number, item: Range): Range {
  const next = list.items[index + 1];
  const previous = list.items[index - 1];
  if (next) return { start: item.start, end: next.range.start };
  return { start: previous ? previous.range.end : item.start, end: item.end };
}

function wholeLines(text: string, range: Range): Range {
  const start = lineStart(text, range.start);
  // The range of a block collection may already end after its last line break.
  const end =
    range.end > range.start && text[range.end - 1] === "\n" ? range.end : text.indexOf("\n", range.end) + 1;
  return { start, end: end === 0 ? text.length : end };
}

import type { Document, Entry, MapNode, Node } from "../node.ts";
import type { Range } from "../problem.ts";
import { equalInPython } from "../python/python-equality.ts";
import { toValue } from "../to-value.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { lineLayout, type Layout } from "./line-layout.ts";

/** A line's blanks that are to be replaced: those before, inside of or behind its text. */
export interface BlankChange {
  readonly range: Range;
  readonly newText: string;
}

const step = 2;

/**
 * Lays the blanks of a YAML text out anew: two for each level, dashes as far in as they were (in the column of their key,
 * or one level deeper), one behind a dash or colon, none at the end of a line. Texts of several lines move as a whole. The
 * result holds the same values; a text with mistakes, or whose values would change, gives no changes.
 */
export function formatYaml(document: Document): readonly BlankChange[] {
  const { text, root, problems } = document;
  if (problems.length > 0 || root === undefined) return [];
  const layout = lineLayout(text);
  place(root, 0, { text, layout });
  const changes = layout.changes();
  return keepsValues(document, changes) ? changes : trailingBlanks(document, layout);
}

/** Whether a text still says the same with some of its blanks changed. */
export function keepsValues({ text, root }: Document, changes: readonly BlankChange[]): boolean {
  if (changes.length === 0) return true;
  const after = parseYaml("", applyBlanks(text, changes));
  return after.problems.length === 0 && equalInPython(toValue(root), toValue(after.root));
}

/** The text with the changes, which are in order and do not overlap. */
export function applyBlanks(text: string, changes: readonly BlankChange[]): string {
  let result = "";
  let position = 0;
  for (const { range, newText } of changes) {
    result += text.slice(position, range.start) + newText;
    position = range.end;
  }
  return result + text.slice(position);
}

function trailingBlanks(document: Document, layout: Layout): readonly BlankChange[] {
  const changes = layout
    .changes()
    .filter(({ range, newText }) => newText === "" && isLineEnd(document.text, range.end));
  return keepsValues(document, changes) ? changes : [];
}

function isLineEnd(text: string, offset: number): boolean {
  return offset === text.length || /[\r\n]/.test(text.charAt(offset));
}

interface Placing {
  readonly text: string;
  readonly layout: Layout;
}

/** Gives the lines of a node their column. */
function place(node: Node, column: number, placing: Placing): void {
  if (node.kind === "scalar" || isFlow(node, placing.text)) return;
  if (node.kind === "map") {
    for (const entry of ownEntries(node)) placeEntry(entry, column, placing);
    placeMerges(node, column, placing);
    return;
  }
  let from = node.range.start;
  for (const item of node.items) {
    const dash = dashBefore(item, from, placing.text);
    if (dash === undefined) continue;
    placing.layout.placeLine(dash, column);
    const isBeside = placing.layout.lineOf(item.range.start) === placing.layout.lineOf(dash);
    const hasText = item.range.end > item.range.start;
    if (isBeside && hasText) placing.layout.closeGap(dash + 1, item.range.start);
    placeInside(item, column + step, dash, placing);
    from = Math.max(from, item.range.end);
  }
}

/** `<<` is no entry of the tree: what it brings is. */
function placeMerges({ range }: MapNode, column: number, { text, layout }: Placing): void {
  if (!text.includes("<<")) return;
  const own = layout.columnOf(range.start);
  for (const merge of text.slice(range.start, range.end).matchAll(/<<[ \t]*:/g)) {
    const offset = range.start + merge.index;
    if (layout.columnOf(offset) === own) layout.placeLine(offset, column);
  }
}

function placeEntry({ key, value }: Entry, column: number, placing: Placing): void {
  const { layout, text } = placing;
  layout.placeLine(key.range.start, column);
  const isAlias = value.range.start < key.range.end;
  if (isAlias) return;
  const colon = text.indexOf(":", key.range.end);
  const hasText = value.range.end > value.range.start;
  if (hasText && colon >= 0 && layout.lineOf(colon) === layout.lineOf(value.range.start)) {
    const isCommentedOrTagged = text.slice(colon + 1, value.range.start).trim() !== "";
    if (!isCommentedOrTagged) layout.closeGap(colon + 1, value.range.start);
  }
  if (value.kind === "list" && !isFlow(value, text)) {
    const dash = dashBefore(value.items[0], value.range.start, text);
    const wasDeeper = dash !== undefined && layout.columnOf(dash) > layout.columnOf(key.range.start);
    place(value, wasDeeper ? column + step : column, placing);
  } else placeInside(value, column + step, key.range.start, placing);
}

/** A block goes to its column; a text or flow collection of several lines moves as far as the line that it begins on. */
function placeInside(value: Node, column: number, owner: number, placing: Placing): void {
  const isBlock = value.kind !== "scalar" && !isFlow(value, placing.text);
  if (isBlock) place(value, column, placing);
  else placing.layout.moveLines(owner, value.range);
}

/** Without those that `<<` brings, which are written elsewhere. */
function ownEntries({ entries, range }: MapNode): readonly Entry[] {
  return entries.filter(({ key }) => range.start <= key.range.start && key.range.end <= range.end);
}

/** The dash of an item, which begins behind what came before it. */
function dashBefore(item: Node | undefined, from: number, text: string): number | undefined {
  if (item === undefined) return undefined;
  const lines = text.slice(0, Math.max(item.range.start, from));
  const dash = /-[ \t]*(?:(?:#[^\n]*)?\r?\n[ \t]*)*(?:[&!][^\s]*[ \t]*)*$/.exec(lines.slice(-500));
  return dash === null ? undefined : lines.length - dash[0].length;
}

function isFlow(node: Node, text: string): boolean {
  return text[node.range.start] === "{" || text[node.range.start] === "[";
}

import { lineEnd, lineStart } from "../yaml/line-bounds.ts";
import type { Step } from "./edit-steps.ts";
import { flowKey, flowText } from "../yaml/flow-text.ts";
import type { FlowStyle } from "../yaml/flow-text.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import { printYaml } from "../yaml/print-yaml.ts";
import type { Range } from "../problem.ts";
import { isList, isMapping } from "../value.ts";
import type { Scalar, Value } from "../value.ts";

/** A parsed text that is about to change. */
export interface Edited {
  readonly text: string;
  readonly root: Node | undefined;
  readonly style: FlowStyle;
}

/** Writes a value in the place of the one that a step found. */
export function replaceValue(file: Edited, step: Step, value: Value): string {
  const { text } = file;
  const old = step.valueInPlace ? step.value : undefined;
  const place = old ? old.range : aliasAfter(text, step.entry?.key.range.end ?? 0);
  const inline = inlineText(file, step, value);
  if (inline !== undefined) {
    if (!old || !isBlockCollection(text, old)) return replaceInline(text, place, inline);
    const start = step.entry ? afterColon(text, step.entry.key) : old.range.start;
    return splice(text, { start, end: old.range.end }, step.entry ? ` ${inline}` : inline);
  }
  if (!step.entry) return splice(text, place, blockLines(value, columnOf(text, place.start)));
  const keyColumn = columnOf(text, step.entry.key.range.start);
  const column = isList(value) ? keyColumn : keyColumn + 2;
  const start = afterColon(text, step.entry.key);
  return splice(
    text,
    withoutLineBreak(text, { start, end: place.end }),
    `\n${" ".repeat(column)}${blockLines(value, column)}`,
  );
}

/** Adds a key at the end of a mapping, in the style of the mapping. */
export function insertEntry(file: Edited, map: MapNode, key: Scalar, value: Value): string {
  const { text, style } = file;
  if (isFlow(text, map))
    return insertFlowEntry(file, map, `${flowKey(key, style)}: ${flowText(value, style)}`);
  const end = lineEnd(text, map.range.end);
  const gap = text[end - 1] === "\n" ? "" : "\n";
  const indent = " ".repeat(columnOf(text, map.range.start));
  const block = printYaml(new Map([[key, value]])).replace(/^(?=.)/gm, indent);
  return text.slice(0, end) + gap + block + text.slice(end);
}

/** Takes a key or item out, with its line. What was the only one leaves an empty collection. */
export function removeStep(file: Edited, step: Step, parent: Step | undefined): string {
  const { text } = file;
  const { container, entry, value } = step;
  const parts =
    container.kind === "map" ? container.entries.map(spanOf) : container.items.map((item) => item.range);
  const index =
    container.kind === "map" && entry ? container.entries.indexOf(entry) : indexOf(container, value);
  const own = parts[index];
  if (!own) return text;
  if (parts.length === 1) {
    const empty = container.kind === "map" ? "{}" : "[]";
    if (!parent) return splice(text, container.range, empty);
    return replaceValue(file, parent, container.kind === "map" ? new Map() : []);
  }
  if (!isFlow(text, container)) {
    const start = lineStart(text, own.start);
    // The first key of a list item shares its line with the dash.
    const sharesLine = text.slice(start, own.start).trim() !== "" && container.kind === "map";
    const next = parts[index + 1];
    if (sharesLine && next) return splice(text, { start: own.start, end: next.start }, "");
    return splice(text, { start, end: lineEnd(text, own.end) }, "");
  }
  const next = parts[index + 1];
  const previous = parts[index - 1];
  return next
    ? splice(text, { start: own.start, end: next.start }, "")
    : splice(text, { start: previous?.end ?? own.start, end: own.end }, "");
}

function spanOf(entry: { readonly key: Node; readonly value: Node }): Range {
  return { start: entry.key.range.start, end: Math.max(entry.key.range.end, entry.value.range.end) };
}

function indexOf(container: MapNode | ListNode, value: Node): number {
  return container.kind === "list" ? container.items.indexOf(value) : -1;
}

/** The text of a value that stays on its line; undefined for one that is better written as a block. */
function inlineText(file: Edited, step: Step, value: Value): string | undefined {
  const { text, style } = file;
  const isCollection = isMapping(value) || isList(value);
  if (!isCollection) return keepQuotes(step.value, value) ?? flowOrPlain(file, step, value);
  const size = isMapping(value) ? value.size : value.length;
  const wasFlow = step.value.kind !== "scalar" && isFlow(text, step.value) && step.valueInPlace;
  const isShort =
    isList(value) && step.value.kind === "scalar" && value.every((item) => !isMapping(item) && !isList(item));
  const mustBeInline = style === "json" || isFlow(text, step.container) || size === 0;
  return mustBeInline || wasFlow || isShort ? flowText(value, style) : undefined;
}

function flowOrPlain(file: Edited, step: Step, value: Scalar): string {
  if (file.style === "json" || isFlow(file.text, step.container)) return flowText(value, file.style);
  return value === null ? "null" : printYaml(value).trimEnd();
}

/** Text that replaces quoted text keeps its quotes. */
function keepQuotes(old: Node, value: Scalar): string | undefined {
  if (old.kind !== "scalar" || typeof value !== "string" || typeof old.value !== "string") return undefined;
  if (!/^[\x20-\x7e\u00a0-\ud7ff]*$/.test(value)) return undefined;
  if (old.style === "double") return JSON.stringify(value);
  return old.style === "single" ? `'${value.replaceAll("'", "''")}'` : undefined;
}

/** A comment behind the value keeps its column where there is room. */
function replaceInline(text: string, place: Range, inline: string): string {
  const range = withoutLineBreak(text, place);
  const wasAbsent = range.start === range.end && text[range.start - 1] === ":";
  const padding = /^( +)#/.exec(text.slice(range.end, range.end + 200))?.[1];
  const after = wasAbsent ? ` ${inline}` : inline;
  if (padding === undefined) return splice(text, range, after);
  const width = range.end - range.start + padding.length - after.length;
  return splice(
    text,
    { start: range.start, end: range.end + padding.length },
    after + " ".repeat(Math.max(width, 1)),
  );
}

function insertFlowEntry({ text }: Edited, map: MapNode, entry: string): string {
  const parts = map.entries.map(spanOf);
  const last = parts.at(-1);
  const first = parts[0];
  if (!first || !last) return splice(text, map.range, `{${entry}}`);
  const beforeLast = parts.at(-2);
  const separator = beforeLast
    ? text.slice(beforeLast.end, last.start)
    : `,${text.slice(map.range.start + 1, first.start) || " "}`;
  return splice(text, { start: last.end, end: last.end }, separator + entry);
}

function blockLines(value: Value, column: number): string {
  return printYaml(value)
    .trimEnd()
    .replaceAll("\n", `\n${" ".repeat(column)}`);
}

function isFlow(text: string, node: Node): boolean {
  return text[node.range.start] === "{" || text[node.range.start] === "[";
}

function isBlockCollection(text: string, node: Node): boolean {
  return node.kind !== "scalar" && !isFlow(text, node);
}

/** An alias stands for a node that lies elsewhere; its own place is right behind the key. */
function aliasAfter(text: string, offset: number): Range {
  const found = /^\s*:\s*/.exec(text.slice(offset));
  const start = offset + (found?.[0].length ?? 0);
  const length = /^\*[^\s,\]}]+/.exec(text.slice(start))?.[0].length ?? 0;
  return { start, end: start + length };
}

function afterColon(text: string, key: ScalarNode): number {
  return text.indexOf(":", key.range.end) + 1;
}

/** A block scalar ends after its line break, which has to stay. */
function withoutLineBreak(text: string, range: Range): Range {
  return range.end > range.start && text[range.end - 1] === "\n" ? { ...range, end: range.end - 1 } : range;
}

function splice(text: string, range: Range, newText: string): string {
  return text.slice(0, range.start) + newText + text.slice(range.end);
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

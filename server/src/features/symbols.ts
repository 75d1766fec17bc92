import { type DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import { isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import type { Entry, Node } from "#core/pipeline/node";
import { pythonText } from "#core/pipeline/python/python-text";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";
import { type FeatureContext, hasOwnLanguage, toLspRange } from "./lsp.ts";
import { valueText } from "./parameters.ts";

/** An outline with more is of no use, and editors take long to draw it. */
const mostSymbols = 10_000;

/**
 * The outline of a YAML file: every key and item, or as many levels as give not too many. Editors have outlines of their own
 * for other formats.
 */
export function listSymbols(context: FeatureContext): DocumentSymbol[] {
  if (hasOwnLanguage(context.path)) return [];
  const root = context.snapshot.document(context.path)?.root;
  let depth = 1;
  while (depth < 12 && countTo(root, depth + 1, mostSymbols) < mostSymbols) depth += 1;
  return below(context, root, [], depth);
}

/** How many symbols some levels have; counting ends at a limit. */
function countTo(node: Node | undefined, depth: number, limit: number): number {
  if (node === undefined || node.kind === "scalar" || depth === 0) return 0;
  const children = node.kind === "list" ? node.items : node.entries.map(({ value }) => value);
  let count = children.length;
  for (const child of children) {
    if (count >= limit) break;
    count += countTo(child, depth - 1, limit - count);
  }
  return count;
}

function below(
  context: FeatureContext,
  node: Node | undefined,
  path: readonly string[],
  depth: number,
): DocumentSymbol[] {
  if (depth === 0 || node === undefined || node.kind === "scalar") return [];
  if (node.kind === "list") {
    return node.items.map((item, index) => ofItem(context, item, [...path, String(index)], depth));
  }
  return node.entries.map((entry) => ofEntry(context, entry, [...path, pythonText(entry.key.value)], depth));
}

function ofEntry(
  context: FeatureContext,
  entry: Entry,
  path: readonly string[],
  depth: number,
): DocumentSymbol {
  const { key, value } = entry;
  return {
    name: nameOf(pythonText(key.value)),
    ...detailOf(value),
    kind: kindOf(value, path, context.path),
    range: toLspRange(context, context.path, { start: key.range.start, end: wholeEnd(entry) }),
    selectionRange: toLspRange(context, context.path, key.range),
    // What an alias stands for is listed where it is written.
    children: isInside(entry) ? below(context, value, path, depth - 1) : [],
  };
}

/** A mapping in a list goes by its first value: the path of an output, or of an entry of dvc.lock. */
function ofItem(context: FeatureContext, item: Node, path: readonly string[], depth: number): DocumentSymbol {
  const first = item.kind === "map" ? item.entries[0] : undefined;
  const title = first?.value.kind === "scalar" && first.value.value !== null ? first.value : first?.key;
  const name = item.kind === "scalar" ? item : title;
  const range = toLspRange(context, context.path, item.range);
  return {
    // An item that is still to be written has no name yet.
    name: nameOf(name === undefined ? (path.at(-1) ?? "") : pythonText(name.value ?? "")),
    kind: kindOf(item, path, context.path),
    range,
    selectionRange: range,
    children: below(context, item, path, depth - 1),
  };
}

/** The protocol allows no empty name. */
function nameOf(text: string): string {
  return text.trim() === "" ? "(empty)" : text;
}

/** A value that an alias stands for is written elsewhere. */
function isInside({ key, value }: Entry): boolean {
  return value.range.start >= key.range.end;
}

function wholeEnd(entry: Entry): number {
  return isInside(entry) ? Math.max(entry.key.range.end, entry.value.range.end) : entry.key.range.end;
}

const longestDetail = 60;

function detailOf(value: Node): { readonly detail?: string } {
  if (value.kind !== "scalar" || value.value === null) return {};
  const text = typeof value.value === "string" ? value.value : valueText(value.value);
  const [line = ""] = text.split("\n");
  return { detail: line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line };
}

function kindOf(node: Node, path: readonly string[], file: string): SymbolKind {
  const isStage = (isPipelineFile(file) || isLockFile(file)) && path.length === 2 && path[0] === "stages";
  if (isStage) return SymbolKind.Function;
  if (node.kind === "map") return path.length === 1 ? SymbolKind.Namespace : SymbolKind.Object;
  if (node.kind === "list") return SymbolKind.Array;
  const value = toValue(node);
  if (typeof value === "boolean") return SymbolKind.Boolean;
  if (typeof value === "number" || typeof value === "bigint") return SymbolKind.Number;
  return isList(value) || isMapping(value) || value === null ? SymbolKind.Property : SymbolKind.String;
}

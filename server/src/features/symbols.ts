import { type DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import type { Entry, Node } from "#core/pipeline/node";
import { pythonText } from "#core/pipeline/python/python-text";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The outline of a YAML file: its mappings, three levels deep, which is down to the sections of a stage. */
export function listSymbols(context: FeatureContext): DocumentSymbol[] {
  return symbolsBelow(context, context.snapshot.document(context.path)?.root, 0);
}

const deepest = 3;

function symbolsBelow(context: FeatureContext, node: Node | undefined, depth: number): DocumentSymbol[] {
  if (node?.kind !== "map" || depth === deepest) return [];
  return node.entries.map((entry) => ({
    name: pythonText(entry.key.value),
    kind: kindOf(entry, depth),
    range: toLspRange(context, context.path, { start: entry.key.range.start, end: wholeEnd(entry) }),
    selectionRange: toLspRange(context, context.path, entry.key.range),
    children: symbolsBelow(context, entry.value, depth + 1),
  }));
}

/** A value that an alias stands for is written elsewhere; the entry then ends with its key. */
function wholeEnd({ key, value }: Entry): number {
  return Math.max(key.range.end, value.range.start >= key.range.end ? value.range.end : 0);
}

function kindOf({ value }: Entry, depth: number): SymbolKind {
  if (value.kind === "map") return depth === 0 ? SymbolKind.Namespace : SymbolKind.Object;
  return value.kind === "list" ? SymbolKind.Array : SymbolKind.Property;
}

import { type FoldingRange, FoldingRangeKind } from "vscode-languageserver-types";
import type { Node } from "#core/pipeline/node";
import type { Range } from "#core/pipeline/problem";
import { type FeatureContext, hasOwnLanguage, toLspRange } from "./lsp.ts";

/** As many as VS Code shows; the outermost ones count most. */
const mostRanges = 5000;

/** What can be folded in a YAML file: every value of several lines below its key, and comments. */
export function listFoldingRanges(context: FeatureContext): FoldingRange[] {
  const { snapshot, path } = context;
  if (hasOwnLanguage(path)) return [];
  const text = snapshot.read(path) ?? "";
  const found: (FoldingRange & { readonly depth: number })[] = [];
  const lines = (range: Range): { readonly startLine: number; readonly endLine: number } => {
    const { start, end } = toLspRange(context, path, { start: range.start, end: contentEnd(text, range) });
    return { startLine: start.line, endLine: end.line };
  };
  const add = (range: Range, depth: number): void => {
    const { startLine, endLine } = lines(range);
    if (endLine > startLine) found.push({ startLine, endLine, depth });
  };
  const visit = (node: Node, depth: number): void => {
    if (node.kind === "list") {
      for (const item of node.items) {
        if (item.kind !== "scalar") add(item.range, depth);
        visit(item, depth + 1);
      }
    }
    if (node.kind !== "map") return;
    for (const { key, value } of node.entries) {
      // What an alias stands for is folded where it is written.
      if (value.range.start < key.range.end) continue;
      add({ start: key.range.start, end: value.range.end }, depth);
      visit(value, depth + 1);
    }
  };
  const root = snapshot.document(path)?.root;
  if (root !== undefined) visit(root, 0);
  for (const range of commentBlocks(text)) {
    found.push({ ...lines(range), kind: FoldingRangeKind.Comment, depth: 0 });
  }
  const byLine = new Map(
    found.toSorted((a, b) => b.depth - a.depth).map((range) => [range.startLine, range]),
  );
  return [...byLine.values()]
    .sort((a, b) => a.depth - b.depth)
    .slice(0, mostRanges)
    .map(({ depth: _depth, ...range }) => range)
    .sort((a, b) => a.startLine - b.startLine);
}

/** A block ends with its last line that says something. */
function contentEnd(text: string, { start, end }: Range): number {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last -= 1;
  return last;
}

/** Lines of comments that follow each other. */
function commentBlocks(text: string): Range[] {
  return [...text.matchAll(/^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+/gm)].map(({ index, 0: block }) => ({
    start: index,
    end: index + block.length,
  }));
}

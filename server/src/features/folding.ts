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
  const folded: DeepRange[] = [];
  eachBlock(snapshot.document(path)?.root, 0, (block, depth) => {
    const { startLine, endLine } = linesOf(context, text, block);
    if (endLine > startLine) folded.push({ startLine, endLine, depth });
  });
  for (const block of commentBlocks(text)) {
    folded.push({ ...linesOf(context, text, block), kind: FoldingRangeKind.Comment, depth: 0 });
  }
  return outermost(folded).sort((a, b) => a.startLine - b.startLine);
}

/** A range with the number of others that it is in. */
type DeepRange = FoldingRange & { readonly depth: number };

/** Visits entries with their values, and items that are no scalars. */
function eachBlock(
  node: Node | undefined,
  depth: number,
  visit: (block: Range, depth: number) => void,
): void {
  if (node?.kind === "list") {
    for (const item of node.items) {
      if (item.kind !== "scalar") visit(item.range, depth);
      eachBlock(item, depth + 1, visit);
    }
  }
  if (node?.kind !== "map") return;
  for (const { key, value } of node.entries) {
    // What an alias stands for is folded where it is written.
    if (value.range.start < key.range.end) continue;
    visit({ start: key.range.start, end: value.range.end }, depth);
    eachBlock(value, depth + 1, visit);
  }
}

function linesOf(
  context: FeatureContext,
  text: string,
  block: Range,
): Pick<FoldingRange, "startLine" | "endLine"> {
  const content = { start: block.start, end: contentEnd(text, block) };
  const { start, end } = toLspRange(context, context.path, content);
  return { startLine: start.line, endLine: end.line };
}

/** Of the ranges that begin on one line the outermost, and of all as many as are shown. */
function outermost(found: readonly DeepRange[]): FoldingRange[] {
  const byLine = new Map(
    found.toSorted((a, b) => b.depth - a.depth).map((range) => [range.startLine, range]),
  );
  return [...byLine.values()]
    .sort((a, b) => a.depth - b.depth)
    .slice(0, mostRanges)
    .map(({ depth: _depth, ...range }) => range);
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

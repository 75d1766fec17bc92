import type { SelectionRange } from "vscode-languageserver-types";
import type { Entry, Node, ScalarNode } from "#core/pipeline/node";
import { innerRange } from "#core/pipeline/occurrences/collector";
import type { Range } from "#core/pipeline/problem";
import { expressionsIn } from "#core/pipeline/templating/expression";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** What a selection grows to from an offset: a part of a name in `${}`, the name, the expression, a text, its key, the mapping, the file. */
export function selectionAt(context: FeatureContext, offset: number): SelectionRange {
  const { snapshot, path } = context;
  const text = snapshot.read(path) ?? "";
  const ranges: Range[] = [{ start: 0, end: text.length }];
  const root = snapshot.document(path)?.root;
  if (root !== undefined) descend(root, { text, offset, ranges });
  let selection: SelectionRange | undefined;
  let outer: Range | undefined;
  for (const range of ranges) {
    // Each range has to be inside of the one before it, and another one.
    if (outer !== undefined && !isSmaller(range, outer)) continue;
    outer = range;
    selection = { range: toLspRange(context, path, range), ...(selection && { parent: selection }) };
  }
  const here = toLspRange(context, path, { start: offset, end: offset });
  return selection ?? { range: here };
}

interface Descent {
  readonly text: string;
  readonly offset: number;
  /** From the outside to the inside. */
  readonly ranges: Range[];
}

function descend(node: Node, descent: Descent): void {
  const { offset, ranges } = descent;
  if (!contains(node.range, offset)) return;
  ranges.push(node.range);
  if (node.kind === "scalar") return ofScalar(node, descent);
  if (node.kind === "list") {
    const item = node.items.find(({ range }) => contains(range, offset));
    if (item !== undefined) descend(item, descent);
    return;
  }
  const entry = node.entries.find((candidate) => contains(wholeOf(candidate), offset));
  if (entry === undefined) return;
  ranges.push(wholeOf(entry));
  if (contains(entry.key.range, offset)) {
    ranges.push(entry.key.range);
    ofScalar(entry.key, descent);
  } else descend(entry.value, descent);
}

function ofScalar(scalar: ScalarNode, { text, offset, ranges }: Descent): void {
  const inner = innerRange(scalar, text);
  if (inner !== undefined && contains(inner, offset)) ranges.push(inner);
  const expression = expressionsIn(scalar, text).find(({ range }) => contains(range, offset));
  if (expression === undefined) return;
  ranges.push(expression.range);
  const [first] = expression.segments;
  const last = expression.segments.at(-1);
  if (first !== undefined && last !== undefined)
    ranges.push({ start: first.range.start, end: last.range.end });
  const segment = expression.segments.find(({ range }) => contains(range, offset));
  if (segment !== undefined) ranges.push(segment.range);
}

function wholeOf({ key, value }: Entry): Range {
  return { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
}

function contains({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}

function isSmaller(inner: Range, outer: Range): boolean {
  const isInside = outer.start <= inner.start && inner.end <= outer.end;
  return isInside && (inner.start !== outer.start || inner.end !== outer.end);
}

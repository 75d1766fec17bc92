import type { Document, Node } from "../node.ts";
import type { Range } from "../problem.ts";

/** How many nodes aliases may stand for in sum: enough for any real file, and an end to exponential ones. */
const maxAliasedNodes = 250_000;

/** The anchors that were seen so far in one text. */
export interface Anchors {
  /** An anchor maps to undefined while its own value is being read. */
  readonly nodes: Map<string, Node | undefined>;
  /** Places of those that no alias followed yet. */
  readonly unused: Map<string, Range>;
  readonly sizes: WeakMap<Node, number>;
  aliasedNodes: number;
}

/** No anchors yet. */
export function createAnchors(): Anchors {
  return { nodes: new Map(), unused: new Map(), sizes: new WeakMap(), aliasedNodes: 0 };
}

/** Notes that an alias was followed to a node; false where aliases stand for too much by now. */
export function countAlias(anchors: Anchors, name: string, target: Node): boolean {
  anchors.unused.delete(name);
  anchors.aliasedNodes += sizeOf(target, anchors.sizes);
  return anchors.aliasedNodes <= maxAliasedNodes;
}

/** The part of a document that tells of anchors without an alias. */
export function unusedIn({ unused }: Anchors): Pick<Document, "unusedAnchors"> {
  if (unused.size === 0) return {};
  return { unusedAnchors: [...unused].map(([name, range]) => ({ name, range })) };
}

function sizeOf(node: Node, sizes: Anchors["sizes"]): number {
  if (node.kind === "scalar") return 1;
  const known = sizes.get(node);
  if (known !== undefined) return known;
  const children = node.kind === "list" ? node.items : node.entries.map((entry) => entry.value);
  const size = children.reduce((sum, child) => sum + sizeOf(child, sizes), 1);
  sizes.set(node, size);
  return size;
}

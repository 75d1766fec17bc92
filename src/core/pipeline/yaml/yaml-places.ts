import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";

/** The place of an absent value: right after the colon, or after the key where a flow mapping has none. */
export function afterColon(pair: Pair, keyEnd: number, text: string): number {
  if (pair.value === null && text.charAt(keyEnd) !== ":") return keyEnd;
  const colon = text.indexOf(":", keyEnd);
  return colon < 0 ? keyEnd : colon + 1;
}

/** The range of a part of the tree; of a part that is absent, the given place. */
export function rangeOf(source: unknown, position: number): Range {
  const range =
    isScalar(source) || isMap(source) || isSeq(source) || isAlias(source) ? source.range : undefined;
  return range ? { start: range[0], end: range[1] } : { start: position, end: position };
}

/** Where a child ends in this collection: an alias shares a node that ends elsewhere. */
export function endOfBuilt(source: unknown, node: Node, position: number): number {
  return isAlias(source) ? rangeOf(source, position).end : Math.max(position, node.range.end);
}

/** A block ends with its last item, not with the line break and comments after it. */
export function endOf(source: YAMLMap | YAMLSeq, range: Range, lastItemEnd: number): number {
  return source.flow === true ? range.end : Math.max(range.start, lastItemEnd);
}

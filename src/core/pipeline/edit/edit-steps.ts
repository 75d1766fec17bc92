import type { Entry, ListNode, MapNode, Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { isList, isMapping } from "../value.ts";
import type { Value } from "../value.ts";

/** One segment of a dotted key, found in the tree. */
export interface Step {
  readonly container: MapNode | ListNode;
  /** Of a mapping; a list has an index instead. */
  readonly entry: Entry | undefined;
  readonly value: Node;
  /** False where `<<` brings the key from another mapping. */
  readonly keyInPlace: boolean;
  /** False where an alias stands for the value. */
  readonly valueInPlace: boolean;
}

/** Follows a dotted key as far as the tree goes. Keys are compared as text; list items go by their index. */
export function findSteps(root: Node | undefined, segments: readonly string[]): Step[] {
  const steps: Step[] = [];
  let node = root;
  for (const segment of segments) {
    const step = node && findStep(node, segment);
    if (!step) break;
    steps.push(step);
    node = step.value;
  }
  return steps;
}

/** A copy of a value with something else under the given path; what is missing on the way becomes a mapping. */
export function withValueAt(value: Value, segments: readonly string[], replacement: Value): Value {
  const [first, ...rest] = segments;
  if (first === undefined) return replacement;
  if (isList(value)) {
    return value.map((item, i) => (String(i) === first ? withValueAt(item, rest, replacement) : item));
  }
  const mapping = new Map(isMapping(value) ? value : undefined);
  const key = [...mapping.keys()].find((name) => pythonText(name) === first) ?? first;
  mapping.set(key, withValueAt(mapping.get(key) ?? null, rest, replacement));
  return mapping;
}

/** A copy of a value without what is under the given path. */
export function withoutValueAt(value: Value, segments: readonly string[]): Value {
  const [first, ...rest] = segments;
  if (isList(value)) {
    return value.flatMap((item, i) => {
      if (String(i) !== first) return [item];
      return rest.length === 0 ? [] : [withoutValueAt(item, rest)];
    });
  }
  if (!isMapping(value)) return value;
  const mapping = new Map(value);
  const key = [...mapping.keys()].find((name) => pythonText(name) === first);
  const item = key === undefined ? undefined : mapping.get(key);
  if (key === undefined || item === undefined) return value;
  if (rest.length === 0) mapping.delete(key);
  else mapping.set(key, withoutValueAt(item, rest));
  return mapping;
}

function findStep(node: Node, segment: string): Step | undefined {
  if (node.kind === "list") {
    const value = /^\d+$/.test(segment) ? node.items[Number(segment)] : undefined;
    if (!value) return undefined;
    return { container: node, entry: undefined, value, keyInPlace: true, valueInPlace: lies(value, node) };
  }
  if (node.kind !== "map") return undefined;
  const entry = node.entries.find(({ key }) => pythonText(key.value) === segment);
  if (!entry) return undefined;
  const { key, value } = entry;
  const keyInPlace = lies(key, node);
  const valueInPlace = keyInPlace && value.range.start >= key.range.end && lies(value, node);
  return { container: node, entry, value, keyInPlace, valueInPlace };
}

/** Aliases share the node of their anchor, which then lies outside of the collection that shows it. */
function lies(inner: Node, outer: Node): boolean {
  return inner.range.start >= outer.range.start && inner.range.end <= outer.range.end;
}

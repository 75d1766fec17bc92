import type { Anchors } from "./anchors.ts";
import { countAlias } from "./anchors.ts";
import { readQuoted } from "./block-yaml-scalars.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import { plainScalar } from "./plain-scalar.ts";
import { resolvePlain } from "./scalar-resolution.ts";
import { hasRepeatedKeys } from "./yaml-keys.ts";

/** Deeper than anybody writes on one line. */
const maxDepth = 50;

/** YAML takes no longer key on one line. */
const maxKeyLength = 1000;

/** Where a reader of flow style stands. */
interface Flow {
  readonly text: string;
  readonly anchors: Anchors | undefined;
  at: number;
}

/**
 * Reads the `[a, b]` or `{a: 1}` that begins at an offset and ends on the same line. Undefined for everything else, right
 * or wrong: several lines, comments, keys without a value, repeated keys, what no anchor names.
 *
 * @param anchors what aliases may name; without it there are none
 */
export function readFlow(text: string, at: number, anchors?: Anchors): Node | undefined {
  return readCollection({ text, at, anchors }, 0);
}

function readCollection(flow: Flow, depth: number): Node | undefined {
  if (depth > maxDepth) return undefined;
  return flow.text[flow.at] === "[" ? readList(flow, depth) : readMap(flow, depth);
}

function readList(flow: Flow, depth: number): ListNode | undefined {
  const start = flow.at;
  const items: Node[] = [];
  flow.at += 1;
  while (!isNext(flow, "]")) {
    const item = readNode(flow, depth);
    if (item === undefined || !isSeparated(flow, "]")) return undefined;
    items.push(item);
  }
  flow.at += 1;
  return { kind: "list", items, range: { start, end: flow.at } };
}

function readMap(flow: Flow, depth: number): MapNode | undefined {
  const start = flow.at;
  const entries: Entry[] = [];
  flow.at += 1;
  while (!isNext(flow, "}")) {
    const key = readKey(flow);
    const value = key && readNode(flow, depth);
    if (key === undefined || value === undefined || !isSeparated(flow, "}")) return undefined;
    entries.push({ key, value });
  }
  flow.at += 1;
  if (hasRepeatedKeys(entries)) return undefined;
  return { kind: "map", entries, range: { start, end: flow.at } };
}

/** Reads a key and the colon after it. */
function readKey(flow: Flow): ScalarNode | undefined {
  const key = isQuote(flow) ? readQuotedOnLine(flow) : readPlain(flow);
  const isPlain = key?.style === "plain";
  if (key === undefined || (isPlain && key.value === "<<") || flow.text[flow.at] !== ":") return undefined;
  if (key.range.end - key.range.start > maxKeyLength) return undefined;
  flow.at += 1;
  if (isPlain && flow.text[flow.at] !== " ") return undefined;
  skipBlanks(flow);
  return key;
}

function readNode(flow: Flow, depth: number): Node | undefined {
  const first = flow.text[flow.at];
  if (first === "[" || first === "{") return readCollection(flow, depth + 1);
  if (first === "*") return readAlias(flow);
  return isQuote(flow) ? readQuotedOnLine(flow) : readPlain(flow);
}

function readAlias(flow: Flow): Node | undefined {
  const alias = /\*([\w.-]+)(?=[ ,\]}])/y;
  alias.lastIndex = flow.at;
  const name = alias.exec(flow.text)?.[1];
  const target = name === undefined ? undefined : flow.anchors?.nodes.get(name);
  if (name === undefined || target === undefined || flow.anchors === undefined) return undefined;
  flow.at += name.length + 1;
  return countAlias(flow.anchors, name, target) ? target : undefined;
}

function readQuotedOnLine(flow: Flow): ScalarNode | undefined {
  const { text, at } = flow;
  const scalar = readQuoted(text, at, 0);
  if (scalar === undefined || text.slice(at, scalar.range.end).includes("\n")) return undefined;
  flow.at = scalar.range.end;
  return scalar;
}

/** Reads text without quotes up to what ends it, which may be the colon of a key. */
function readPlain(flow: Flow): ScalarNode | undefined {
  const { text, at: start } = flow;
  if (
    /[-?:#&*!|>'"%@`\s,[\]{}]/.test(text[start] ?? "\n") &&
    !/-[^\s,[\]{}]/.test(text.slice(start, start + 2))
  ) {
    return undefined;
  }
  const plain = /(?:[^\n\r:#,[\]{}]|:(?![\s,[\]{}])|(?<! )#)+/y;
  plain.lastIndex = start;
  if (!plain.test(text)) return undefined;
  const after = text[plain.lastIndex] ?? "\n";
  if (!":,]}".includes(after)) return undefined;
  let end = plain.lastIndex;
  while (text[end - 1] === " ") end -= 1;
  flow.at = end;
  const value = text.slice(start, end);
  return value === "=" ? undefined : plainScalar(resolvePlain(value), { start, end });
}

function isQuote({ text, at }: Flow): boolean {
  return text[at] === "'" || text[at] === '"';
}

/** Moves behind the comma after an item, or to the bracket that ends the collection; false where there is neither. */
function isSeparated(flow: Flow, bracket: string): boolean {
  if (isNext(flow, bracket)) return true;
  if (flow.text[flow.at] !== ",") return false;
  flow.at += 1;
  return true;
}

function isNext(flow: Flow, character: string): boolean {
  skipBlanks(flow);
  return flow.text[flow.at] === character;
}

function skipBlanks(flow: Flow): void {
  while (flow.text[flow.at] === " ") flow.at += 1;
}

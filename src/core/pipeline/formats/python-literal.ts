import type { Entry, Node, ScalarNode } from "../node.ts";
import { plainScalar } from "../yaml/plain-scalar.ts";
import { scalarIdentity } from "../python/python-equality.ts";
import { pythonString } from "./python-string.ts";
import { closers, type PythonToken } from "./python-tokens.ts";
import type { Scalar } from "../value.ts";

/** Tokens of one Python expression, and how far they are read. */
interface LiteralReading {
  readonly tokens: readonly PythonToken[];
  position: number;
}

/** Python's own limit is lower. */
const maxDepth = 200;

/**
 * The value of an expression that is a literal: what Python's `ast.literal_eval` takes, without bytes and complex
 * numbers. Undefined for every other one: calls, names, sums. Without brackets `1, 2` is a tuple.
 */
export function readLiteral(tokens: readonly PythonToken[]): Node | undefined {
  const reading: LiteralReading = { tokens, position: 0 };
  const first = readValue(reading, 0);
  if (first === undefined || reading.position === tokens.length) return first;
  const items = readItems(reading, "", 0, first);
  return items === undefined ? undefined : { kind: "list", items, range: rangeOf(tokens), python: "tuple" };
}

function readValue(reading: LiteralReading, depth: number): Node | undefined {
  const token = reading.tokens[reading.position];
  if (token === undefined || depth > maxDepth) return undefined;
  if (token.kind === "string") return readStrings(reading);
  reading.position += 1;
  if (token.kind === "number") return scalar(token, numberOf(token.text));
  if (token.kind === "name") return scalar(token, constants.get(token.text));
  if (token.text === "-" || token.text === "+") return readSigned(reading, token);
  if (token.text === "[") return collection(reading, token, depth);
  if (token.text === "(") return readParenthesis(reading, token, depth);
  return token.text === "{" ? readBraces(reading, token, depth) : undefined;
}

const constants: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["None", null],
  ["True", true],
  ["False", false],
]);

function scalar({ range }: PythonToken, value: Scalar | undefined): ScalarNode | undefined {
  return value === undefined ? undefined : plainScalar(value, range);
}

function numberOf(text: string): Scalar | undefined {
  const digits = text.replaceAll("_", "");
  if (/j$/i.test(digits)) return undefined;
  return /^\d+$|^0[xob]/i.test(digits) ? BigInt(digits) : Number(digits);
}

/** A sign before a number; before anything else Python has to calculate. */
function readSigned(reading: LiteralReading, sign: PythonToken): ScalarNode | undefined {
  const token = reading.tokens[reading.position];
  if (token?.kind !== "number") return undefined;
  reading.position += 1;
  const value = numberOf(token.text);
  const isNegative = sign.text === "-";
  const range = { start: sign.range.start, end: token.range.end };
  const signed =
    typeof value === "bigint" || typeof value === "number" ? (isNegative ? -value : value) : undefined;
  return signed === undefined ? undefined : { kind: "scalar", value: signed, style: "plain", range };
}

/** Strings side by side are one string. */
function readStrings(reading: LiteralReading): ScalarNode | undefined {
  const start = reading.position;
  let text = "";
  for (
    let token = reading.tokens[start];
    token?.kind === "string";
    token = reading.tokens[reading.position]
  ) {
    const part = pythonString(token.text);
    if (part === undefined) return undefined;
    text += part;
    reading.position += 1;
  }
  const range = rangeOf(reading.tokens.slice(start, reading.position));
  return { kind: "scalar", value: text, style: "double", range };
}

/** `(1)` is a value in brackets, `(1,)` and `()` are tuples. */
function readParenthesis(reading: LiteralReading, open: PythonToken, depth: number): Node | undefined {
  if (take(reading, ")")) return { kind: "list", items: [], range: open.range, python: "tuple" };
  const first = readValue(reading, depth + 1);
  if (first === undefined || take(reading, ")")) return first;
  return collection(reading, open, depth, first);
}

/** @param first the first item, where the caller has read it to learn what it is that begins here. */
function collection(
  reading: LiteralReading,
  open: PythonToken,
  depth: number,
  first?: Node,
): Node | undefined {
  const close = closers[open.text] ?? "]";
  const items = readItems(reading, close, depth, first);
  if (items === undefined) return undefined;
  const last = reading.tokens[reading.position - 1] ?? open;
  const range = { start: open.range.start, end: last.range.end };
  return { kind: "list", items, range, ...(close !== "]" && { python: close === ")" ? "tuple" : "set" }) };
}

/** Items with commas between them up to the closing bracket, or up to the end where there is none. */
function readItems(
  reading: LiteralReading,
  close: string,
  depth: number,
  first?: Node,
): readonly Node[] | undefined {
  const isAtEnd = (): boolean =>
    close === "" ? reading.position === reading.tokens.length : take(reading, close);
  const items = first === undefined ? [] : [first];
  if (first !== undefined && !take(reading, ",")) return undefined;
  while (!isAtEnd()) {
    const item = readValue(reading, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    if (take(reading, ",")) continue;
    return isAtEnd() ? items : undefined;
  }
  return items;
}

/** A mapping, or a set where the first item has no colon after it. */
function readBraces(reading: LiteralReading, open: PythonToken, depth: number): Node | undefined {
  const entries = new Map<string, Entry>();
  while (!take(reading, "}")) {
    const key = readValue(reading, depth + 1);
    if (key === undefined) return undefined;
    if (!take(reading, ":")) return entries.size > 0 ? undefined : readSet(reading, open, depth, key);
    const value = readValue(reading, depth + 1);
    if (value === undefined || key.kind !== "scalar") return undefined;
    const identity = scalarIdentity(key.value);
    entries.set(identity, { key: entries.get(identity)?.key ?? key, value });
    if (!take(reading, ",") && reading.tokens[reading.position]?.text !== "}") return undefined;
  }
  const last = reading.tokens[reading.position - 1] ?? open;
  return {
    kind: "map",
    entries: [...entries.values()],
    range: { start: open.range.start, end: last.range.end },
  };
}

function readSet(reading: LiteralReading, open: PythonToken, depth: number, first: Node): Node | undefined {
  if (!take(reading, "}")) return collection(reading, open, depth, first);
  return {
    kind: "list",
    items: [first],
    range: { start: open.range.start, end: first.range.end },
    python: "set",
  };
}

function take(reading: LiteralReading, text: string): boolean {
  const token = reading.tokens[reading.position];
  if (token?.kind !== "operator" || token.text !== text) return false;
  reading.position += 1;
  return true;
}

function rangeOf(tokens: readonly PythonToken[]): { readonly start: number; readonly end: number } {
  return { start: tokens[0]?.range.start ?? 0, end: tokens.at(-1)?.range.end ?? 0 };
}

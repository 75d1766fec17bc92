import type { Scalar, Value } from "#core/pipeline/value";

import { overrideFailure } from "./failures.ts";
import { callFunction } from "./override-functions.ts";
import type { Argument, Swept } from "./override-functions.ts";
import { tokenize } from "./override-tokens.ts";
import type { Token, TokenKind } from "./override-tokens.ts";

/** Where the parser stands. `override` is the whole text, for messages. */
interface Cursor {
  readonly tokens: readonly Token[];
  readonly override: string;
  readonly random: () => number;
  next: number;
}

const primitiveKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "word",
  "null",
  "integer",
  "float",
  "boolean",
  "interpolation",
  "character",
  ":",
  "escape",
  "blank",
]);

/**
 * Parses what stands to the right of the `=` by Hydra's grammar (OverrideParser.g4 of 1.3). Throws a Failure.
 * @returns a plain value, or a sweep: from `a,b`, `choice()` or `range()`
 */
export function parseOverrideValue(text: string, override: string, random: () => number): Swept {
  const cursor: Cursor = { tokens: tokenize(text, override), override, random, next: 0 };
  if (cursor.tokens.length === 0) return "";
  const first = parseElement(cursor);
  if (kindAt(cursor, 0) !== ",") {
    expectEnd(cursor);
    return first;
  }
  const choices = [plain(first, cursor)];
  while (take(cursor, ",")) choices.push(plain(parseElement(cursor), cursor));
  expectEnd(cursor);
  return { sweep: "choice", values: choices, simple: true };
}

function parseElement(cursor: Cursor): Swept {
  if (take(cursor, "[")) return parseList(cursor);
  if (take(cursor, "{")) return parseMapping(cursor);
  if (kindAt(cursor, 0) === "word" && kindAt(cursor, 1) === "(") return parseCall(cursor);
  return parsePrimitive(cursor, primitiveKinds);
}

function parseList(cursor: Cursor): Value {
  const items: Value[] = [];
  if (take(cursor, "]")) return items;
  do items.push(plain(parseElement(cursor), cursor));
  while (take(cursor, ","));
  expect(cursor, "]", "a list ends with ]");
  return items;
}

function parseMapping(cursor: Cursor): Value {
  const entries = new Map<Scalar, Value>();
  if (take(cursor, "}")) return entries;
  const keyKinds = new Set(primitiveKinds);
  keyKinds.delete(":");
  keyKinds.delete("interpolation");
  do {
    const key = parsePrimitive(cursor, keyKinds);
    expect(cursor, ":", "a mapping is written {key: value}");
    entries.set(key, plain(parseElement(cursor), cursor));
  } while (take(cursor, ","));
  expect(cursor, "}", "a mapping ends with }");
  return entries;
}

function parseCall(cursor: Cursor): Swept {
  const name = cursor.tokens[cursor.next]?.text ?? "";
  cursor.next += 2;
  const parameters: Argument[] = [];
  if (!take(cursor, ")")) {
    do parameters.push(parseArgument(cursor));
    while (take(cursor, ","));
    expect(cursor, ")", `${name}( is not closed`);
  }
  try {
    return callFunction(name, parameters, cursor.random);
  } catch (error) {
    if (error instanceof RangeError) throw problem(cursor, error.message);
    throw error;
  }
}

function parseArgument(cursor: Cursor): Argument {
  if (kindAt(cursor, 0) !== "word" || kindAt(cursor, 1) !== "=") return { value: parseElement(cursor) };
  const name = cursor.tokens[cursor.next]?.text ?? "";
  cursor.next += 2;
  return { name, value: parseElement(cursor) };
}

function parsePrimitive(cursor: Cursor, kinds: ReadonlySet<TokenKind>): Scalar {
  const start = cursor.next;
  if (kindAt(cursor, 0) === "quoted") {
    cursor.next++;
    return unquote(cursor.tokens[start]?.text ?? "");
  }
  while (cursor.next < cursor.tokens.length && kinds.has(kindAt(cursor, 0) ?? ",")) cursor.next++;
  const tokens = withoutOuterBlanks(cursor.tokens.slice(start, cursor.next));
  const [only, ...more] = tokens;
  if (only === undefined) throw problem(cursor, whyNoValue(cursor));
  const interpolation = tokens.find((token) => token.kind === "interpolation");
  if (interpolation !== undefined)
    throw problem(cursor, `${interpolation.text} is not filled in: give the value itself`);
  return more.length === 0 ? scalarOf(only) : tokens.map(textOf).join("");
}

function whyNoValue(cursor: Cursor): string {
  const token = cursor.tokens[cursor.next];
  if (token === undefined) return "a value is missing at the end";
  if (token.kind === "=") return 'a value with "=" in it needs quotes';
  return `a value is missing before "${token.text.trim()}"`;
}

function withoutOuterBlanks(tokens: readonly Token[]): readonly Token[] {
  const from = tokens[0]?.kind === "blank" ? 1 : 0;
  const to = tokens.at(-1)?.kind === "blank" ? tokens.length - 1 : tokens.length;
  return tokens.slice(from, to);
}

function scalarOf(token: Token): Scalar {
  if (token.kind === "integer") return BigInt(token.text.replaceAll("_", "").replace(/^\+/u, ""));
  if (token.kind === "float") return floatOf(token.text);
  if (token.kind === "boolean") return token.text.toLowerCase() === "true";
  return token.kind === "null" ? null : textOf(token);
}

function floatOf(text: string): number {
  const lower = text.replaceAll("_", "").toLowerCase();
  if (lower.endsWith("nan")) return Number.NaN;
  if (lower.endsWith("inf")) return lower.startsWith("-") ? -Infinity : Infinity;
  return Number(lower);
}

function textOf(token: Token): string {
  return token.kind === "escape" ? token.text.replaceAll(/\\([^])/gu, "$1") : token.text;
}

/** Backslashes count only before a quote of the same kind, or before the closing one. */
function unquote(text: string): string {
  const quote = text.charAt(0);
  const pattern = quote === "'" ? /\\+'/gu : /\\+"/gu;
  const halved = text.slice(1).replaceAll(pattern, halve);
  return closedByBackslash(text, quote) ? halved : halved.slice(0, -1);
}

/** Of a run of backslashes and a quote: two backslashes are one, and the quote stays when one was left over for it. */
function halve(run: string): string {
  const count = run.length - 1;
  return "\\".repeat(Math.floor(count / 2)) + (count % 2 === 1 ? run.slice(-1) : "");
}

/** Halving `\\'` (an escaped backslash, then the closing quote) drops the quote along with a backslash. */
function closedByBackslash(text: string, quote: string): boolean {
  return text.length > 2 && text.endsWith(`\\${quote}`);
}

function plain(value: Swept, cursor: Cursor): Value {
  if (typeof value === "object" && value !== null && "sweep" in value)
    throw problem(cursor, "a sweep can only be the whole value, not a part of one");
  return value;
}

function kindAt(cursor: Cursor, ahead: number): TokenKind | undefined {
  return cursor.tokens[cursor.next + ahead]?.kind;
}

function take(cursor: Cursor, kind: TokenKind): boolean {
  if (kindAt(cursor, 0) !== kind) return false;
  cursor.next++;
  return true;
}

function expect(cursor: Cursor, kind: TokenKind, otherwise: string): void {
  if (!take(cursor, kind)) throw problem(cursor, otherwise);
}

function expectEnd(cursor: Cursor): void {
  const token = cursor.tokens[cursor.next];
  if (token === undefined) return;
  if (token.kind === "=") throw problem(cursor, 'a value with "=" in it needs quotes');
  throw problem(cursor, `"${token.text}" is not expected there; text with such characters needs quotes`);
}

function problem(cursor: Cursor, what: string): Error {
  return overrideFailure(`In "${cursor.override}": ${what}.`);
}

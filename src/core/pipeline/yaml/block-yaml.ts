import { readBlockScalar, readPlain, readQuoted } from "./block-yaml-scalars.ts";
import { moveTo, nextContent, restOfLine, type Reader } from "./block-yaml-reader.ts";
import type { Entry, ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import { nullAt, plainScalar } from "./plain-scalar.ts";
import { scalarIdentity } from "../python/python-equality.ts";
import { resolvePlain } from "./scalar-resolution.ts";

/** Deeper than files are, and far from what `parseYaml` calls too deep. */
const maxDepth = 50;

/** YAML takes no longer key on one line. */
const maxKeyLength = 1000;

/**
 * Reads the part of YAML that DVC writes, and nearly all that people do: block mappings and lists, plain, quoted and block
 * scalars, comments. Gives the same tree as the general reader of `parseYaml`, several times faster.
 *
 * Undefined for everything else, right or wrong (tabs, anchors, tags, flow style, repeated keys, more documents, a line
 * that fits nowhere): the general reader then says what it means or what is wrong with it.
 */
export function readBlockYaml(text: string): Node | undefined {
  if (isBeyond(text)) return undefined;
  const reader: Reader = { text, at: 0, column: 0, blankLines: 0, passedComment: false };
  nextContent(reader);
  const root = isDash(reader) ? readList(reader, 0) : readMap(reader, undefined, 0);
  return reader.column < 0 ? root : undefined;
}

/**
 * Reads one `key: value` where the reader stands and moves behind it; undefined where `readBlockYaml` would give up, and
 * then the reader stands anywhere. Tabs are the caller's to look for.
 *
 * @param known the key, where the caller has read it
 */
export function readBlockEntry(reader: Reader, depth: number, known?: ScalarNode): Entry | undefined {
  const key = known ?? readKey(reader);
  if (key === undefined || (key.style === "plain" && key.value === "<<")) return undefined;
  const value = readEntryValue(reader, key, depth);
  return value && { key, value };
}

/** Tabs, a byte order mark, lone carriage returns, marks of documents and of unresolved merges. */
function isBeyond(text: string): boolean {
  if (/^\uFEFF|^%/.test(text) || text.includes("\t") || text.includes("<<<<<<<")) return true;
  if (/^(?:---|\.\.\.)/.test(text) || text.includes("\n---") || text.includes("\n...")) return true;
  return text.includes("\r") && /\r(?!\n)/.test(text);
}

/** What stands on the lines below its key, deeper than the key's column: a list, a mapping, or text too long for its line. */
function readNested(reader: Reader, column: number, depth: number): Node | undefined {
  if (depth > maxDepth) return undefined;
  if (isDash(reader)) return readList(reader, depth);
  const key = readKey(reader);
  if (key !== undefined) return readMap(reader, key, depth);
  const value = /[|>]/.test(reader.text.charAt(reader.at)) ? undefined : readValue(reader, column);
  return reader.column > column ? undefined : value;
}

function readList(reader: Reader, depth: number): ListNode | undefined {
  const { column, at: start } = reader;
  const items: Node[] = [];
  let end = start;
  while (reader.column === column && isDash(reader)) {
    const item = readItem(reader, depth);
    if (item === undefined) return undefined;
    items.push(item);
    end = item.range.end;
  }
  return reader.column > column ? undefined : { kind: "list", items, range: { start, end } };
}

function readItem(reader: Reader, depth: number): Node | undefined {
  const { text, column, at } = reader;
  let start = at + 1;
  while (text[start] === " ") start += 1;
  moveTo(reader, start, column + start - at);
  if (isLineEnd(text, start)) {
    nextContent(reader);
    return start > at + 1 || reader.column > column ? undefined : nullAt(start);
  }
  if (text[start] === "#" || depth > maxDepth) return undefined;
  if (isDash(reader)) return readList(reader, depth + 1);
  const key = readKey(reader);
  return key === undefined ? readValue(reader, column) : readMap(reader, key, depth + 1);
}

/** @param firstKey the first key, where the caller has read it to learn that this is a mapping. */
function readMap(reader: Reader, firstKey: ScalarNode | undefined, depth: number): MapNode | undefined {
  const { column } = reader;
  const entries: Entry[] = [];
  const start = reader.at;
  let end = start;
  for (let next = firstKey; reader.column === column; next = undefined) {
    const entry = readBlockEntry(reader, depth, next);
    if (entry === undefined) return undefined;
    entries.push(entry);
    end = entry.value.range.end;
  }
  if (reader.column > column || hasRepeatedKeys(entries)) return undefined;
  return { kind: "map", entries, range: { start, end } };
}

function readEntryValue(reader: Reader, key: ScalarNode, depth: number): Node | undefined {
  const { text, column } = reader;
  const afterColon = key.range.end + 1;
  let start = afterColon;
  while (text[start] === " ") start += 1;
  if (!isLineEnd(text, start) && text[start] !== "#") {
    moveTo(reader, start, column);
    const value = readValue(reader, column);
    if (reader.column > column) return undefined;
    return value;
  }
  moveTo(reader, start, column);
  nextContent(reader);
  if (reader.column > column) return readNested(reader, column, depth + 1);
  if (reader.column === column && isDash(reader)) return readList(reader, depth + 1);
  if (start > afterColon) return undefined;
  return nullAt(start);
}

/** The key at which the reader stands; undefined where this line has none. The reader stays where it is. */
function readKey(reader: Reader): ScalarNode | undefined {
  const { text, at } = reader;
  const first = text[at];
  if (first === "'" || first === '"') {
    const key = readQuoted(text, at, 0);
    if (key === undefined || !isColon(text, key.range.end)) return undefined;
    return text.slice(at, key.range.end).includes("\n") ? undefined : key;
  }
  if (!isPlainStart(text, at)) return undefined;
  const written = keyText(restOfLine(reader));
  if (written === undefined) return undefined;
  return plainScalar(resolvePlain(written), { start: at, end: at + written.length });
}

/** What stands before the colon that ends a plain key. */
function keyText(line: string): string | undefined {
  let colon = line.indexOf(":");
  while (colon >= 0 && !isColon(line, colon)) colon = line.indexOf(":", colon + 1);
  if (colon < 0 || colon > maxKeyLength || line[colon - 1] === " ") return undefined;
  const key = line.slice(0, colon);
  return key.includes(" #") ? undefined : key;
}

/** A scalar that begins in the middle of a line, in a mapping or list at column `indent`; moves to what follows it. */
function readValue(reader: Reader, indent: number): Node | undefined {
  const { text, at } = reader;
  switch (text[at] ?? "") {
    case "'":
    case '"':
      return behind(reader, readQuoted(text, at, indent));
    case "|":
    case ">":
      return readBlockScalar(reader, indent);
    case "[":
    case "{":
      return behind(reader, emptyCollection(text, at));
    default:
      return isPlainStart(text, at) ? readPlain(reader, indent) : undefined;
  }
}

/** Goes behind a value that ends in the middle of a line, where only a comment may follow. */
function behind<T extends Node>(reader: Reader, value: T | undefined): T | undefined {
  if (value === undefined) return undefined;
  const { text } = reader;
  let end = value.range.end;
  while (text[end] === " ") end += 1;
  const isComment = text[end] === "#" && end > value.range.end;
  if (!isLineEnd(text, end) && !isComment) return undefined;
  moveTo(reader, end, reader.column);
  nextContent(reader);
  return value;
}

/** `[]` and `{}`, as DVC writes a list or mapping without anything in it. */
function emptyCollection(text: string, at: number): Node | undefined {
  const range = { start: at, end: at + 2 };
  if (text.startsWith("[]", at)) return { kind: "list", items: [], range };
  return text.startsWith("{}", at) ? { kind: "map", entries: [], range } : undefined;
}

function hasRepeatedKeys(entries: readonly Entry[]): boolean {
  const known = new Set<string>();
  for (const { key } of entries) {
    known.add(typeof key.value === "string" ? key.value : `\0${scalarIdentity(key.value)}`);
  }
  return known.size < entries.length;
}

function isDash({ text, at }: Pick<Reader, "text" | "at">): boolean {
  return text[at] === "-" && (text[at + 1] === " " || isLineEnd(text, at + 1));
}

function isColon(text: string, at: number): boolean {
  return text[at] === ":" && (text[at + 1] === " " || isLineEnd(text, at + 1));
}

/** Whether a plain scalar may begin here. Those that begin with `?` or `:` are left to the general reader. */
function isPlainStart(text: string, at: number): boolean {
  const first = text[at] ?? "\n";
  return first === "-" ? !isDash({ text, at }) : !" \r\n?:,[]{}#&*!|>'\"%@`".includes(first);
}

function isLineEnd(text: string, at: number): boolean {
  const character = text[at];
  return character === undefined || character === "\n" || character === "\r";
}

import { countAlias, createAnchors, unusedIn } from "./anchors.ts";
import { readBlockScalar, readPlain, readQuoted } from "./block-yaml-scalars.ts";
import {
  codes,
  isBlankOrLineEnd,
  isLineEnd,
  moveTo,
  nextContent,
  readerAtFirst,
  documentStart,
  type Reader,
} from "./block-yaml-reader.ts";
import { readFlow } from "./flow-yaml.ts";
import type { Document, Entry, ListNode, MapNode, Node, ScalarNode } from "../node.ts";
import { nullAt, plainScalar } from "./plain-scalar.ts";
import { resolvePlain } from "./scalar-resolution.ts";
import { entriesToMerge, hasRepeatedKeys, mergeEntries } from "./yaml-keys.ts";

/** Deeper than files are, and far from what `parseYaml` calls too deep. */
const maxDepth = 50;

/** YAML takes no longer key on one line. */
const maxKeyLength = 1000;

/**
 * Reads the part of YAML that DVC writes, and nearly all that people do: block mappings and lists, plain, quoted and block
 * scalars, collections in flow style on one line, anchors of values, comments. Gives the same tree as the general reader of
 * `parseYaml`, several times faster.
 *
 * Undefined for everything else, right or wrong (tabs, tags, anchors of keys, repeated keys, more documents, a line that
 * fits nowhere): the general reader then says what it means or what is wrong with it.
 */
export function readBlockYaml(text: string): BlockYaml | undefined {
  if (isBeyond(text.slice(documentStart(text)))) return undefined;
  const anchors = createAnchors();
  const reader = readerAtFirst(text, anchors);
  const root = isDash(reader) ? readList(reader, 0) : readMap(reader, undefined, 0);
  return root === undefined || reader.column >= 0 ? undefined : { root, ...unusedIn(anchors) };
}

/** A tree without anything wrong in it. */
type BlockYaml = Pick<Document, "unusedAnchors"> & { readonly root: Node };

/**
 * Reads one `key: value` where the reader stands and moves behind it; undefined where `readBlockYaml` would give up, and
 * then the reader stands anywhere. Tabs are the caller's to look for.
 *
 * @param known the key, where the caller has read it
 */
export function readBlockEntry(reader: Reader, depth: number, known?: ScalarNode): Entry | undefined {
  const key = known ?? readKey(reader);
  if (key === undefined || (reader.anchors === undefined && isMergeKey(key))) return undefined;
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
    const { at } = reader;
    const item = readItem(reader, depth);
    if (item === undefined) return undefined;
    items.push(item);
    end = endOf(item, at, reader);
  }
  return reader.column > column ? undefined : { kind: "list", items: fitted(items), range: { start, end } };
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
  if (isNamed(text, start)) return readNamed(reader, column, depth);
  if (isDash(reader)) return readList(reader, depth + 1);
  const key = readKey(reader);
  return key === undefined ? readValue(reader, column) : readMap(reader, key, depth + 1);
}

/** @param firstKey the first key, where the caller has read it to learn that this is a mapping. */
function readMap(reader: Reader, firstKey: ScalarNode | undefined, depth: number): MapNode | undefined {
  const { column } = reader;
  const own: Entry[] = [];
  let merged: readonly Entry[] | undefined;
  const start = reader.at;
  let end = start;
  for (let next = firstKey; reader.column === column; next = undefined) {
    const entry = readBlockEntry(reader, depth, next);
    if (entry === undefined) return undefined;
    end = endOf(entry.value, entry.key.range.start, reader);
    if (!isMergeKey(entry.key)) own.push(entry);
    else if (merged === undefined && isMergeable(entry.value)) merged = entriesToMerge(entry.value);
    else return undefined;
  }
  if (reader.column > column || hasRepeatedKeys(own)) return undefined;
  return { kind: "map", entries: mergeEntries(merged ?? [], fitted(own)), range: { start, end } };
}

/** The same without the room for sixteen more that growing has left: a long file has tens of thousands of short lists. */
function fitted<T>(items: readonly T[]): readonly T[] {
  return items.slice();
}

/** Where a value ends that was written behind an offset; what stands before it was named by an alias. */
function endOf({ range }: Node, offset: number, { aliasEnd }: Reader): number {
  return range.start < offset ? aliasEnd : range.end;
}

function isMergeKey({ style, value }: ScalarNode): boolean {
  return style === "plain" && value === "<<";
}

function isMergeable(value: Node): boolean {
  return value.kind === "map" || (value.kind === "list" && value.items.every(({ kind }) => kind === "map"));
}

function readEntryValue(reader: Reader, key: ScalarNode, depth: number): Node | undefined {
  const { text, column } = reader;
  const afterColon = key.range.end + 1;
  let start = afterColon;
  while (text[start] === " ") start += 1;
  if (!isLineEnd(text, start) && text[start] !== "#") {
    moveTo(reader, start, column);
    if (isNamed(text, start)) return readNamed(reader, column, depth);
    const value = readValue(reader, column);
    return reader.column > column ? undefined : value;
  }
  moveTo(reader, start, column);
  nextContent(reader);
  if (reader.column > column) return readNested(reader, column, depth + 1);
  if (reader.column === column && isDash(reader)) return readList(reader, depth + 1);
  if (start > afterColon) return undefined;
  return nullAt(start);
}

/** Whether a value begins with an anchor or is an alias. */
function isNamed(text: string, at: number): boolean {
  return text[at] === "&" || text[at] === "*";
}

/** Reads an alias, or an anchor and the value that it names, in a mapping or list at this column. */
function readNamed(reader: Reader, column: number, depth: number): Node | undefined {
  const { anchors, text, at } = reader;
  if (anchors === undefined) return undefined;
  const written = /[&*]([\w.-]+)(?=[ \r\n]|$)/y;
  written.lastIndex = at;
  const name = written.exec(text)?.[1];
  if (name === undefined) return undefined;
  const end = written.lastIndex;
  if (text[at] === "*") return readAlias(reader, { name, end, column });
  anchors.nodes.set(name, undefined);
  anchors.unused.set(name, { start: at, end });
  const value = readAnchored(reader, { end, column, depth });
  if (value !== undefined) anchors.nodes.set(name, value);
  return value;
}

/** The name of an alias, and where it stands. */
interface Alias {
  readonly name: string;
  readonly end: number;
  readonly column: number;
}

function readAlias(reader: Reader, { name, end, column }: Alias): Node | undefined {
  const target = reader.anchors?.nodes.get(name);
  if (target === undefined || reader.anchors === undefined) return undefined;
  if (!countAlias(reader.anchors, name, target) || !passTo(reader, end) || reader.column > column)
    return undefined;
  reader.aliasEnd = end;
  return target;
}

/** Reads the value behind an anchor that ends at `end`. */
function readAnchored(
  reader: Reader,
  { end, column, depth }: { end: number; column: number; depth: number },
): Node | undefined {
  const { text } = reader;
  let start = end;
  while (text[start] === " ") start += 1;
  moveTo(reader, start, column);
  if (isNamed(text, start)) return undefined;
  if (!isLineEnd(text, start)) {
    const value = readValue(reader, column);
    return reader.column > column ? undefined : value;
  }
  nextContent(reader);
  return reader.column > column ? readNested(reader, column, depth + 1) : undefined;
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
  const end = plainKeyEnd(text, at);
  return end < 0 ? undefined : plainScalar(resolvePlain(text.slice(at, end)), { start: at, end });
}

/** Where the colon is that ends the plain key that begins at an offset; -1 where there is none on its line. */
function plainKeyEnd(text: string, start: number): number {
  const longest = Math.min(text.length, start + maxKeyLength + 1);
  for (let at = start; at < longest; at += 1) {
    const code = text.charCodeAt(at);
    if (code === codes.newline) return -1;
    const isBehindBlank = text.charCodeAt(at - 1) === codes.blank;
    if (code === codes.hash && isBehindBlank) return -1;
    if (code === codes.colon && isColon(text, at)) return isBehindBlank ? -1 : at;
  }
  return -1;
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
      return behind(reader, readFlow(text, at, reader.anchors));
    default:
      return isPlainStart(text, at) ? readPlain(reader, indent) : undefined;
  }
}

/** Goes behind a value that ends in the middle of a line. */
function behind<T extends Node>(reader: Reader, value: T | undefined): T | undefined {
  return value !== undefined && passTo(reader, value.range.end) ? value : undefined;
}

/** Leaves the line behind an offset, where only a comment may follow; false where something else does. */
function passTo(reader: Reader, offset: number): boolean {
  const { text } = reader;
  let end = offset;
  while (text[end] === " ") end += 1;
  const isComment = text[end] === "#" && end > offset;
  if (!isLineEnd(text, end) && !isComment) return false;
  moveTo(reader, end, reader.column);
  nextContent(reader);
  return true;
}

function isDash({ text, at }: Pick<Reader, "text" | "at">): boolean {
  return text.charCodeAt(at) === codes.dash && isBlankOrLineEnd(text, at + 1);
}

function isColon(text: string, at: number): boolean {
  return text.charCodeAt(at) === codes.colon && isBlankOrLineEnd(text, at + 1);
}

/** Whether a plain scalar may begin here. Those that begin with `?` or `:` are left to the general reader. */
function isPlainStart(text: string, at: number): boolean {
  const first = text[at] ?? "\n";
  return first === "-" ? !isDash({ text, at }) : !" \r\n?:,[]{}#&*!|>'\"%@`".includes(first);
}

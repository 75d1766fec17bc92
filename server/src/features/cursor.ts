import { lineStart } from "#core/pipeline/yaml/line-bounds";
import { type FlowPlace, flowPlaceAt } from "./flow-place.ts";

/** What is being typed, read from the lines alone: half-typed YAML has no tree that could be trusted. */
export interface Cursor {
  /** Keys and list indices above the cursor, from the root. The index is always 0: which item it is makes no difference. */
  readonly path: readonly (string | number)[];
  /**
   * `key`: where a key may start; `value`: behind `key:`; `item`: behind `- ` or `[`; `expression`: inside `${`; `command`: a
   * word of `cmd`; `nothing`: where nothing may be written.
   */
  readonly kind: "key" | "value" | "item" | "expression" | "command" | "nothing";
  /** The text in front of the cursor that a completion replaces. */
  readonly word: string;
  /** In flow style, the keys of the braces around the cursor. */
  readonly flowKeys?: readonly string[];
}

/** Reads the place of the cursor in a YAML text. Only the lines that are above it in the tree are looked at. */
export function cursorAt(text: string, offset: number): Cursor {
  const start = lineStart(text, offset);
  const line = readLine(text.slice(start, offset));
  const above = pathAbove(text, start, line);
  const expression = openExpression(line.source);
  const flow = flowAround(text, { line, start }, offset);
  const path = flow?.path ?? (line.key === undefined ? above : [...above, line.key]);
  if (isComment(line) && !isInBlockText(text, start, line)) return { path, kind: "nothing", word: "" };
  if (expression !== undefined) return { path, kind: "expression", word: expression };
  if (flow !== undefined) return { path, kind: flow.kind, word: flow.word, flowKeys: flow.keys };
  const word = line.value.replace(/^["']/, "");
  if (line.key !== undefined) return { path, kind: "value", word };
  return { path, kind: line.dashes > 0 ? "item" : "key", word };
}

/** One line, as far as its indentation and its first key go. */
interface Line {
  readonly source: string;
  readonly indent: number;
  /** How many list items open on the line: `- - a` has two. */
  readonly dashes: number;
  /** Column behind the dashes. */
  readonly column: number;
  readonly key: string | undefined;
  /** What follows the key, or the dashes where there is no key. */
  readonly value: string;
}

/** Nobody types more than this on one line, and a longer one would take long to read. */
const longestLine = 2000;

function readLine(line: string): Line {
  const source = line.length > longestLine ? "" : line.replace(/\r$/, "");
  const [, blanks = "", dashes = "", rest = ""] = /^( *)((?:-(?: +|$))*)(.*)$/.exec(source) ?? [];
  const pair = /^("[^"]*"|'[^']*'|[^\s:'"#[{-][^:#]*?)\s*:(?:\s+(.*))?$/.exec(rest);
  return {
    source,
    indent: blanks.length,
    dashes: dashes.replaceAll(" ", "").length,
    column: blanks.length + dashes.length,
    key: pair?.[1]?.replace(/^(["'])(.*)\1$/, "$2"),
    value: pair === null ? rest : (pair[2] ?? ""),
  };
}

/** Text between the last `${` and the cursor, where nothing closed it and nothing escaped it. */
function openExpression(line: string): string | undefined {
  const start = line.lastIndexOf("${");
  if (start < 0 || line.includes("}", start) || line[start - 1] === "\\") return undefined;
  return line.slice(start + 2);
}

/** Whether a comment has begun: a `#` behind a blank, outside of the quotes that a value begins with. */
function isComment({ value }: Line): boolean {
  return /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?!["'])(?:\S|\s(?!#))*?)(?:^|\s)\s*#/.test(value);
}

/** Whether a line belongs to the text below a `|` or `>`, in which `#` is a letter as any other. */
function isInBlockText(text: string, start: number, { indent: own }: Line): boolean {
  let indent = own;
  for (let end = start - 1; end >= 0 && indent > 0;) {
    const from = lineStart(text, end);
    const column = indentOf(text, from, end);
    if (column !== undefined && column < indent) {
      if (/(?:^|[\s:-]\s)[|>][-+\d]*\s*(?:#.*)?$/.test(text.slice(from, end))) return true;
      indent = column;
    }
    end = from - 1;
  }
  return false;
}

/** As many lines as somebody writes in one pair of brackets. */
const mostFlowLines = 200;

/** The place of the cursor in brackets that are opened on its line, or on those around it; undefined outside of any. */
function flowAround(
  text: string,
  { line, start }: { readonly line: Line; readonly start: number },
  offset: number,
): FlowPlace | undefined {
  let found = flowFrom(text, { line, start }, offset);
  let { indent } = line;
  let end = start - 1;
  for (let lines = 0; end >= 0 && lines < mostFlowLines; lines += 1) {
    const from = lineStart(text, end);
    const column = indentOf(text, from, end);
    const above = column === undefined || column >= indent ? undefined : readLine(text.slice(from, end));
    end = from - 1;
    if (above === undefined || (above.key === undefined && above.dashes === 0)) continue;
    const outer = flowFrom(text, { line: above, start: from }, offset);
    if (outer === undefined) return found;
    found = outer;
    indent = above.indent;
  }
  return found;
}

/** The place of an offset in the brackets that the value of a line begins with, if they are open there. */
function flowFrom(
  text: string,
  { line, start }: { readonly line: Line; readonly start: number },
  offset: number,
): FlowPlace | undefined {
  if (!/^[[{]/.test(line.value)) return undefined;
  const flow = flowPlaceAt(text, start + line.source.length - line.value.length, offset);
  if (flow === undefined) return undefined;
  const above = pathAbove(text, start, line);
  return { ...flow, path: [...above, ...(line.key === undefined ? [] : [line.key]), ...flow.path] };
}

/** Walks up the lines: one that is less indented opens what the cursor is in. A dash may stand as far left as its key. */
function pathAbove(text: string, start: number, cursor: Line): readonly (string | number)[] {
  const path: (string | number)[] = Array.from({ length: cursor.dashes }, () => 0);
  let { indent } = cursor;
  let inList = cursor.dashes > 0;
  for (let end = start - 1; end >= 0 && (indent > 0 || inList);) {
    const from = lineStart(text, end);
    const column = indentOf(text, from, end);
    const line = column === undefined || column > indent ? undefined : readLine(text.slice(from, end));
    end = from - 1;
    if (line === undefined) continue;
    if (!inList && opensItem(line, indent)) {
      path.unshift(...Array.from({ length: line.dashes }, () => 0));
      ({ indent } = line);
      inList = true;
      continue;
    }
    const opens = line.column < indent || (inList && line.column === indent);
    if (line.key === undefined || !opens) continue;
    path.unshift(...Array.from({ length: line.dashes }, () => 0), line.key);
    indent = line.indent;
    inList = line.dashes > 0;
  }
  return path;
}

/** Whether the mapping that goes on in a column begins behind the dashes of a line. */
function opensItem({ dashes, column, key, value }: Line, indent: number): boolean {
  if (dashes === 0) return false;
  return key === undefined ? value === "" && column <= indent : column === indent;
}

/** The column in which a line begins; undefined of one that says nothing. */
function indentOf(text: string, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && text[at] === " ") at += 1;
  return at === end || text[at] === "#" || text[at] === "\r" ? undefined : at - start;
}

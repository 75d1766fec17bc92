import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import { fail, match, take, type TextReading } from "./text-reading.ts";
import { skipBlanks, skipLines } from "./toml-reading.ts";
import {
  addKeyValue,
  appendTable,
  enterTable,
  type OpenTable,
  openTable,
  readKey,
  readName,
} from "./toml-table.ts";
import { readTomlValue } from "./toml-value.ts";

/**
 * Parses TOML with the place of every key and value, tables in the order of the file, and whole numbers of any size.
 * Never throws; after a mistake the tree holds what came before it. Dates and times are kept as their text.
 */
export function parseToml(file: string, text: string): Document {
  const reading: TextReading = { text, position: 0, problem: undefined };
  const root = openTable("header", 0);
  let table: OpenTable | undefined = root;
  for (skipLines(reading); reading.position < text.length; skipLines(reading)) {
    const { position } = reading;
    table = text.charAt(position) === "[" ? readHeader(reading, root) : readLine(reading, table);
    if (table !== undefined) endLine(reading);
    if (table === undefined || reading.problem !== undefined) break;
  }
  const { problem } = reading;
  const problems: Problem[] =
    problem === undefined ? [] : [{ code: "toml/syntax", severity: "error", file, ...problem }];
  return { file, text, root: root.node, problems };
}

function readLine(reading: TextReading, table: OpenTable): OpenTable | undefined {
  const path = readKey(reading);
  const value = path && readTomlValue(reading);
  return value !== undefined && addKeyValue(reading, table, path ?? [], value) ? table : undefined;
}

function readHeader(reading: TextReading, root: OpenTable): OpenTable | undefined {
  const isList = take(reading, "[[");
  if (!isList) take(reading, "[");
  const path = readName(reading);
  if (path === undefined) return undefined;
  const close = isList ? "]]" : "]";
  if (!take(reading, close)) return fail(reading, `A '${close}' is expected here.`);
  return isList ? appendTable(reading, root, path) : enterTable(reading, root, path);
}

function endLine(reading: TextReading): void {
  skipBlanks(reading);
  if (reading.position < reading.text.length && match(reading, /(?:#[^\n]*)?(?:\r?\n|$)/y) === undefined) {
    fail(reading, "Nothing more can stand on this line.");
  }
}

import type { Node, ScalarNode } from "../node.ts";
import { fail, match, take, type TextReading } from "./text-reading.ts";
import { scalarSince, skipLines } from "./toml-reading.ts";
import { addKeyValue, openTable, readKey } from "./toml-table.ts";
import { readText } from "./toml-text.ts";
import type { Scalar } from "../value.ts";

/** Python's own limit is near a thousand; nothing a person writes comes close to this. */
const maxDepth = 200;

/** Reads the value that begins here: text, a number, a date, a list, a table in braces. */
export function readTomlValue(reading: TextReading, depth = 0): Node | undefined {
  const first = reading.text.charAt(reading.position);
  if (depth > maxDepth) return fail(reading, "This is nested too deeply to be read.");
  if (first === '"' || first === "'") return readText(reading);
  if (first === "[") return readArray(reading, depth);
  if (first === "{") return readInlineTable(reading, depth);
  return readWord(reading);
}

const dateText =
  /(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[-+]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?![\w.:-])/y;
const basedText = /0(?:x[\da-fA-F](?:_?[\da-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)(?![\w.])/y;
const numberText = /[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][-+]?\d(?:_?\d)*)?(?![\w.])/y;
const wordText = /(?:true|false|([-+]?)(?:inf|nan))(?![\w.])/y;

function readWord(reading: TextReading): ScalarNode | undefined {
  const start = reading.position;
  const date = match(reading, dateText);
  if (date !== undefined) return scalarSince(reading, start, { timestamp: date });
  const based = match(reading, basedText);
  if (based !== undefined) return scalarSince(reading, start, BigInt(based.replaceAll("_", "")));
  const number = match(reading, numberText)?.replaceAll("_", "");
  if (number !== undefined) return scalarSince(reading, start, numberOf(number));
  const word = match(reading, wordText);
  if (word !== undefined) return scalarSince(reading, start, constantOf(word));
  return fail(reading, "A value is expected here: text needs quotes.");
}

function numberOf(text: string): Scalar {
  return /[.eE]/.test(text) ? Number(text) : BigInt(text.replace(/^\+/, ""));
}

function constantOf(word: string): Scalar {
  if (word === "true" || word === "false") return word === "true";
  if (word.endsWith("nan")) return Number.NaN;
  return word.startsWith("-") ? -Infinity : Infinity;
}

function readArray(reading: TextReading, depth: number): Node | undefined {
  const start = reading.position;
  const items: Node[] = [];
  reading.position += 1;
  for (skipLines(reading); !take(reading, "]"); skipLines(reading)) {
    const item = readTomlValue(reading, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    skipLines(reading);
    if (take(reading, ",")) continue;
    if (reading.text.charAt(reading.position) !== "]")
      return fail(reading, "A ',' or a ']' is expected here.");
  }
  return { kind: "list", items, range: { start, end: reading.position } };
}

function readInlineTable(reading: TextReading, depth: number): Node | undefined {
  const table = openTable("inline", reading.position);
  reading.position += 1;
  for (skipLines(reading); !take(reading, "}"); skipLines(reading)) {
    const path = readKey(reading);
    const value = path && readTomlValue(reading, depth + 1);
    if (value === undefined || !addKeyValue(reading, table, path ?? [], value)) return undefined;
    skipLines(reading);
    if (take(reading, ",")) continue;
    if (reading.text.charAt(reading.position) !== "}")
      return fail(reading, "A ',' or a '}' is expected here.");
  }
  table.node.range.end = reading.position;
  return table.node;
}

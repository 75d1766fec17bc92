import type { Document, Entry, Node, ScalarNode } from "../node.ts";
import type { Problem } from "../problem.ts";
import { fail, match, take, type TextReading } from "./text-reading.ts";
import type { Scalar } from "../value.ts";

/** Python's own limit is near a thousand; nothing a person writes comes close to this. */
const maxDepth = 400;

/**
 * Parses JSON as Python does (`NaN` and `Infinity` included), with the place of every key and value and with whole
 * numbers of any size. Never throws; after a mistake the tree holds what came before it. Of a key that is written
 * twice the last value counts.
 */
export function parseJson(file: string, text: string): Document {
  const reading: TextReading = { text, position: 0, problem: undefined };
  if (text.startsWith("\ufeff"))
    fail(
      reading,
      "This begins with a byte-order mark, which DVC does not read in JSON: save it as UTF-8 without.",
    );
  const root = readValue(reading, 0);
  skipBlanks(reading);
  if (reading.position < text.length) fail(reading, "Nothing can follow the end of the value.");
  const { problem } = reading;
  const problems: Problem[] =
    problem === undefined ? [] : [{ code: "json/syntax", severity: "error", file, ...problem }];
  return { file, text, root, problems };
}

function readValue(reading: TextReading, depth: number): Node | undefined {
  skipBlanks(reading);
  const first = reading.text.charAt(reading.position);
  if (depth > maxDepth) return fail(reading, "This is nested too deeply to be read.");
  if (first === "{") return readObject(reading, depth);
  if (first === "[") return readArray(reading, depth);
  if (first === '"') return readString(reading);
  return readWord(reading);
}

function readObject(reading: TextReading, depth: number): Node {
  const start = reading.position;
  const entries = new Map<Scalar, Entry>();
  readItems(reading, "}", () => {
    skipBlanks(reading);
    const key = reading.text.charAt(reading.position) === '"' ? readString(reading) : undefined;
    if (key === undefined) return fail(reading, "A key in double quotes is expected here.");
    skipBlanks(reading);
    if (!take(reading, ":")) return fail(reading, "A ':' is expected after a key.");
    const value = readValue(reading, depth + 1);
    if (value !== undefined) entries.set(key.value, { key, value });
    return undefined;
  });
  return { kind: "map", entries: [...entries.values()], range: { start, end: reading.position } };
}

function readArray(reading: TextReading, depth: number): Node {
  const start = reading.position;
  const items: Node[] = [];
  readItems(reading, "]", () => {
    const item = readValue(reading, depth + 1);
    if (item !== undefined) items.push(item);
  });
  return { kind: "list", items, range: { start, end: reading.position } };
}

/** Reads what stands between brackets: items with commas between them, none after the last. */
function readItems(reading: TextReading, close: string, readItem: () => void): void {
  reading.position += 1;
  skipBlanks(reading);
  if (take(reading, close)) return;
  while (reading.problem === undefined) {
    readItem();
    skipBlanks(reading);
    if (reading.problem !== undefined || take(reading, close)) return;
    if (!take(reading, ",")) fail(reading, `A ',' or a '${close}' is expected here.`);
  }
}

/** Between the quotes: anything from the blank on but a quote or a backslash, and JSON's escapes. */
const stringText = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

function readString(reading: TextReading): ScalarNode | undefined {
  const raw = match(reading, stringText);
  if (raw === undefined)
    return fail(reading, "This text is not closed, or holds a character that needs an escape.");
  return scalar(reading, raw, String(JSON.parse(raw)), "double");
}

const numberText = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?(?![\w.])/y;

function readWord(reading: TextReading): ScalarNode | undefined {
  const number = match(reading, numberText);
  if (number !== undefined) {
    return scalar(reading, number, /[.eE]/.test(number) ? Number(number) : BigInt(number), "plain");
  }
  const constants: readonly [string, Scalar][] = [
    ["null", null],
    ["true", true],
    ["false", false],
    ["NaN", Number.NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
  ];
  for (const [word, value] of constants) {
    if (take(reading, word)) return scalar(reading, word, value, "plain");
  }
  return fail(reading, "A value is expected here.");
}

function scalar(reading: TextReading, raw: string, value: Scalar, style: "plain" | "double"): ScalarNode {
  return {
    kind: "scalar",
    value,
    style,
    range: { start: reading.position - raw.length, end: reading.position },
  };
}

function skipBlanks(reading: TextReading): void {
  while (/[ \t\r\n]/.test(reading.text.charAt(reading.position))) reading.position += 1;
}

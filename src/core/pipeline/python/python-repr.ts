import { pythonText } from "./python-text.ts";
import { isList, isMapping, type Value } from "../value.ts";

/**
 * What Python's `repr()` gives for a value, which is also its text inside of a list: `[1, 'two', None]`. Of text, what
 * cannot be printed is escaped.
 */
export function pythonRepr(value: Value): string {
  if (isList(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  if (isMapping(value)) {
    return `{${[...value].map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(", ")}}`;
  }
  return typeof value === "string" ? quoted(value) : pythonText(value);
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replace(/[\p{C}\p{Z}]/gu, (character) => (character === " " ? " " : escapeOf(character)));
  return quote + escaped + quote;
}

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const known = named[character];
  if (known !== undefined) return known;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

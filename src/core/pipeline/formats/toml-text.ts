import type { ScalarNode } from "../node.ts";
import { fail, match, type TextReading } from "./text-reading.ts";
import { scalarSince } from "./toml-reading.ts";

/** Text in quotes, of one line or of several. As a key it may have one line only. */
export function readText(reading: TextReading, isKey = false): ScalarNode | undefined {
  const start = reading.position;
  const isLiteral = reading.text.charAt(start) === "'";
  const isLong = !isKey && reading.text.startsWith(isLiteral ? "'''" : '"""', start);
  const raw = match(reading, textPattern(isLiteral, isLong));
  if (raw === undefined) {
    return fail(reading, "This text is not closed, or holds a character that needs an escape.");
  }
  const quotes = isLong ? 3 : 1;
  const inner = raw.slice(quotes, -quotes).replaceAll("\r\n", "\n");
  const text = isLong && inner.startsWith("\n") ? inner.slice(1) : inner;
  return scalarSince(reading, start, isLiteral ? text : unescaped(text), isLiteral ? "single" : "double");
}

const escape = String.raw`\\(?:["\\befnrt]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})`;

/** Between the quotes: no control characters but tabs, and line breaks in long text only; two quotes may end long text. */
function textPattern(isLiteral: boolean, isLong: boolean): RegExp {
  if (isLiteral) return isLong ? /'{3}(?:(?!'''(?!'))[^\p{Cc}]|[\t\r\n])*'{3}/uy : /'(?:[^'\p{Cc}]|\t)*'/uy;
  return isLong
    ? new RegExp(String.raw`"{3}(?:(?!"""(?!"))[^\\\p{Cc}]|[\t\r\n]|${escape}|\\[ \t]*\r?\n)*"{3}`, "uy")
    : new RegExp(String.raw`"(?:[^"\\\p{Cc}]|\t|${escape})*"`, "uy");
}

const escapes: Readonly<Record<string, string>> = { b: "\b", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** A backslash at the end of a line takes the blanks and line breaks after it along. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:[ \t]*\n[ \t\n]*|x(..)|u(.{4})|U(.{8})|(.))/gs,
    (all, byte, short, long, one: string | undefined) => {
      const code = Number.parseInt(String(byte ?? short ?? long), 16);
      if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
      return one === undefined || /^\\[ \t]*\n/.test(all) ? "" : (escapes[one] ?? one);
    },
  );
}

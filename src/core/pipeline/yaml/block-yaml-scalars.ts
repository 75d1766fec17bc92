import { codes, isBlankOrLineEnd, nextContent, type Reader } from "./block-yaml-reader.ts";
import type { ScalarNode } from "../node.ts";
import { plainScalar } from "./plain-scalar.ts";
import { resolvePlain } from "./scalar-resolution.ts";

/** Reads text without quotes, which goes on as long as lines are indented deeper than `indent`. */
export function readPlain(reader: Reader, indent: number): ScalarNode | undefined {
  const { text, at: start } = reader;
  let end = plainEnd(reader);
  let value = text.slice(start, end);
  while (end >= 0) {
    nextContent(reader);
    if (reader.column <= indent) {
      return value === "=" ? undefined : plainScalar(resolvePlain(value), { start, end });
    }
    if (reader.passedComment) return undefined;
    const { at, blankLines } = reader;
    end = plainEnd(reader);
    value += separator(blankLines) + text.slice(at, end);
  }
  return undefined;
}

/**
 * Where the text ends that begins where the reader stands and goes on to the end of the line, without the blanks behind
 * it; -1 where a colon makes a key of it. Moves to the end of the line, or to the comment on it.
 */
function plainEnd(reader: Reader): number {
  const { text } = reader;
  let end = reader.at;
  for (let at = end; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === codes.blank || code === codes.carriageReturn) continue;
    const isComment = code === codes.hash && text.charCodeAt(at - 1) === codes.blank;
    if (isComment || code === codes.newline || at >= text.length) {
      reader.at = at;
      return end;
    }
    if (code === codes.colon && isBlankOrLineEnd(text, at + 1)) return -1;
    end = at + 1;
  }
}

/**
 * Reads text in quotes; further lines must be indented deeper than `indent`. Undefined where it never ends, and for an
 * escape that there is not.
 */
export function readQuoted(text: string, start: number, indent: number): ScalarNode | undefined {
  const isDouble = text[start] === '"';
  const quoted = isDouble ? /"[^"\\]*(?:\\[^][^"\\]*)*"/y : /'[^']*(?:''[^']*)*'/y;
  quoted.lastIndex = start;
  if (!quoted.test(text)) return undefined;
  const range = { start, end: quoted.lastIndex };
  const inner = text.slice(start + 1, range.end - 1);
  const furtherLines = inner.split("\n").slice(1);
  // The last line has to hold as many blanks before the quote, the others may be empty.
  const isUneven =
    furtherLines.some((line) => /[^ ]/.test(line.slice(0, indent + 1))) ||
    (furtherLines.at(-1)?.length ?? Infinity) <= indent;
  if (isUneven || inner.includes("\r")) return undefined;
  const value = isDouble ? unescape(inner) : foldLines(inner).replaceAll("''", "'");
  if (value === undefined) return undefined;
  return { kind: "scalar", value, style: isDouble ? "double" : "single", range };
}

/**
 * Reads `|` and `>`, with or without `-`, of lines that are all indented alike; moves to what follows it. An explicit
 * indentation, `+`, and empty lines at the start are left to the general reader.
 */
export function readBlockScalar(reader: Reader, indent: number): ScalarNode | undefined {
  const { text, at: start } = reader;
  const header = /^([|>])(-?) *\n( +)(?=[^ \n])/.exec(text.slice(start, start + 200));
  if (header === null || text.includes("\r")) return undefined;
  const width = header[3]?.length ?? 0;
  if (width <= indent) return undefined;
  const isFolded = header[1] === ">";
  let end = start + header[0].length - width;
  let value = "";
  let blankLines = 0;
  for (let at = end; at < text.length;) {
    const lineEnd = text.indexOf("\n", at);
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
    const own = line.replace(/^ +/, "");
    const column = line.length - own.length;
    if (own !== "" && column <= indent) break;
    const isUneven = own === "" || isFolded ? column > width : false;
    if (lineEnd < 0 || isUneven || (own !== "" && column < width)) return undefined;
    at = lineEnd + 1;
    if (own === "") {
      blankLines += 1;
      continue;
    }
    const gap = isFolded ? separator(blankLines) : "\n".repeat(blankLines + 1);
    value += (value === "" ? "" : gap) + line.slice(width);
    blankLines = 0;
    end = at;
  }
  reader.at = end - 1;
  nextContent(reader);
  const last = header[2] === "-" ? "" : "\n";
  return {
    kind: "scalar",
    value: value + last,
    style: isFolded ? "folded" : "literal",
    range: { start, end },
  };
}

/** What a line break and the empty lines after it stand for. */
function separator(blankLines: number): string {
  return blankLines === 0 ? " " : "\n".repeat(blankLines);
}

function foldLines(text: string): string {
  return text.replace(/ *\n[ \n]*/g, (gap) => separator(gap.split("\n").length - 2));
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

/** YAML's escapes, 5.7 of its specification; a backslash before a line break takes away the break. */
function unescape(text: string): string | undefined {
  if (!text.includes("\\")) return foldLines(text);
  let isKnown = true;
  const value = text.replace(
    /\\(?:\n *|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))| *\n[ \n]*/g,
    (match: string, x: string | undefined, u: string | undefined, letter: string | undefined) => {
      const code = x ?? u;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (letter === undefined) return match.startsWith("\\") ? "" : separator(match.split("\n").length - 2);
      const character = escapes[letter];
      isKnown &&= character !== undefined;
      return character ?? "";
    },
  );
  return isKnown ? value : undefined;
}

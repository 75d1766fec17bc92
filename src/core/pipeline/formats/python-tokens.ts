import type { Range } from "../problem.ts";
import { match } from "./text-reading.ts";

/** A word, number, string or sign of a Python file. Indentation is told by tokens of its own, as Python's parser has it. */
export interface PythonToken {
  readonly kind: "name" | "number" | "string" | "operator" | "newline" | "indent" | "dedent";
  readonly text: string;
  readonly range: Range;
}

/** Tokens of a Python file, or where Python itself would refuse it. */
export type PythonTokens =
  | { readonly tokens: readonly PythonToken[] }
  | { readonly error: { readonly message: string; readonly range: Range } };

interface Scanning {
  readonly text: string;
  readonly tokens: PythonToken[];
  /** Widths of the blocks that are open; the first is the file itself. */
  readonly indents: number[];
  /** Brackets that are open: inside of them a line break is a blank. */
  readonly brackets: { readonly closer: string; readonly at: number }[];
  position: number;
}

/** The bracket that closes one that opens. */
export const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Cuts Python source into tokens. What cannot be cut (a string or bracket that is never closed, indentation that fits no
 * block) is an error; a file that is wrong in its grammar only is not found out here.
 */
export function scanPython(text: string): PythonTokens {
  const scanning: Scanning = { text, tokens: [], indents: [0], brackets: [], position: 0 };
  while (scanning.position < text.length) {
    const problem = isLineStart(scanning) ? scanIndentation(scanning) : scanToken(scanning);
    if (problem !== undefined) return { error: problem };
  }
  const open = scanning.brackets.at(-1);
  if (open !== undefined) return { error: mistake(scanning, open.at, `This bracket is never closed.`) };
  if (!isLineStart(scanning)) push(scanning, "newline", 0);
  for (const _ of scanning.indents.slice(1)) push(scanning, "dedent", 0);
  return { tokens: scanning.tokens };
}

type Mistake = { readonly message: string; readonly range: Range };

function mistake({ text }: Scanning, at: number, message: string): Mistake {
  return { message, range: { start: at, end: Math.min(at + 1, text.length) } };
}

function isLineStart({ tokens, brackets }: Scanning): boolean {
  const last = tokens.at(-1);
  return brackets.length === 0 && (last === undefined || last.kind === "newline");
}

/** Reads the blanks before the first token of a line; a line that is blank or a comment has no say. */
function scanIndentation(scanning: Scanning): Mistake | undefined {
  const { text, indents } = scanning;
  const blanks = match(scanning, /[ \t\f]*/y);
  const rest = match(scanning, /(?:#[^\r\n]*)?(?:\r?\n|\r|$)/y);
  if (rest !== undefined) return undefined;
  const width = columnsOf(blanks ?? "");
  if (width > (indents.at(-1) ?? 0)) {
    if (scanning.tokens.at(-2)?.text !== ":") {
      return mistake(scanning, scanning.position, "This line is indented, and no block begins before it.");
    }
    indents.push(width);
    push(scanning, "indent", 0);
    return undefined;
  }
  while (width < (indents.at(-1) ?? 0)) {
    indents.pop();
    push(scanning, "dedent", 0);
  }
  if (width !== indents.at(-1))
    return mistake(scanning, scanning.position, "This indentation fits no block before it.");
  return text.length > scanning.position ? scanToken(scanning) : undefined;
}

/** A tab goes on to the next column that 8 divides. */
function columnsOf(blanks: string): number {
  let columns = 0;
  for (const blank of blanks) columns = blank === "\t" ? columns - (columns % 8) + 8 : columns + 1;
  return columns;
}

const namePattern = /[\p{L}_][\p{L}\p{N}_]*/uy;
const numberPattern =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?[jJ]?)/y;
const stringPattern =
  /(?:[rRbBuUfFtT]{0,2})(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\r\n]|\\(?:\r\n|[^]))*"|'(?:[^'\\\r\n]|\\(?:\r\n|[^]))*')/y;
const operatorPattern =
  /(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|[-+*/%@&|^=!<>]=|\*\*|\/\/|>>|<<|[-+*/%@&|^~<>=()[\]{},:;.!])/y;

function scanToken(scanning: Scanning): Mistake | undefined {
  const { brackets, position } = scanning;
  if (match(scanning, /[ \t\f]+|#[^\r\n]*|\\(?:\r?\n|\r)/y) !== undefined) return undefined;
  const lineBreak = match(scanning, /\r?\n|\r/y);
  if (lineBreak !== undefined) {
    if (brackets.length === 0) push(scanning, "newline", lineBreak.length);
    return undefined;
  }
  const kinds = [
    ["string", stringPattern],
    ["number", numberPattern],
    ["name", namePattern],
    ["operator", operatorPattern],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const text = match(scanning, pattern);
    if (text === undefined) continue;
    push(scanning, kind, text.length);
    return kind === "operator" ? countBracket(scanning, text, position) : undefined;
  }
  const isQuote = /["']/.test(scanning.text.charAt(position));
  return mistake(scanning, position, isQuote ? "This text is never closed." : "Python knows no such sign.");
}

function countBracket(scanning: Scanning, text: string, at: number): Mistake | undefined {
  const closer = closers[text];
  if (closer !== undefined) scanning.brackets.push({ closer, at });
  else if (/^[)\]}]$/.test(text) && scanning.brackets.pop()?.closer !== text) {
    return mistake(scanning, at, `This '${text}' closes nothing.`);
  }
  return undefined;
}

/** Adds the token of the last `length` characters. */
function push({ tokens, text, position }: Scanning, kind: PythonToken["kind"], length: number): void {
  const start = position - length;
  tokens.push({ kind, text: text.slice(start, position), range: { start, end: position } });
}

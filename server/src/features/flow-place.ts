/** What stands around an offset in flow style, where brackets and not columns say what is in what. */
export interface FlowPlace {
  /** Keys and list indices from the outermost bracket. The index is always 0. */
  readonly path: readonly (string | number)[];
  /** `nothing`: behind a value that has ended. */
  readonly kind: "key" | "value" | "item" | "nothing";
  /** The text in front of the offset that a completion replaces. */
  readonly word: string;
  /** The keys of the braces around the offset, those behind it too. */
  readonly keys: readonly string[];
}

/** One bracket that is open. */
interface Opened {
  readonly isMap: boolean;
  readonly keys: string[];
  /** The key whose value is being read. */
  key: string | undefined;
  /** Where the key or value that is being read begins. */
  start: number | undefined;
  /** Whether it has ended, by a quote or a bracket. */
  isEnded: boolean;
}

/** Nobody types in longer brackets, and reading them would take long. */
const farInFront = 20_000;

/** Further behind the cursor nothing is looked at. */
const farBehind = 2000;

/**
 * Reads from the bracket that opens a value to an offset.
 * Undefined where that bracket is closed before the offset.
 */
export function flowPlaceAt(text: string, start: number, offset: number): FlowPlace | undefined {
  if (offset - start > farInFront) return undefined;
  const source = text.slice(start, offset);
  const opened: Opened[] = [];
  for (const token of tokens(source)) {
    const top = opened.at(-1);
    if (token.text === "[" || token.text === "{") {
      if (top !== undefined) top.isEnded = true;
      opened.push({ isMap: token.text === "{", keys: [], key: undefined, start: undefined, isEnded: false });
    } else if (token.text === "]" || token.text === "}") {
      opened.pop();
      if (opened.length === 0) return undefined;
    } else if (top !== undefined) readWord(top, token, source);
  }
  const top = opened.at(-1);
  if (top === undefined) return undefined;
  const written = top.start === undefined ? "" : text.slice(start + top.start, offset);
  const kind = top.isEnded ? "nothing" : top.key !== undefined ? "value" : top.isMap ? "key" : "item";
  return {
    path: opened.flatMap(stepsOf),
    kind,
    word: written.replace(/^["']/, ""),
    keys: [...top.keys, ...keysBehind(text.slice(offset, offset + farBehind))],
  };
}

/** `[a: b]` is a list with a mapping in it. */
function stepsOf({ isMap, key }: Opened): readonly (string | number)[] {
  return [...(isMap ? [] : [0]), ...(key === undefined ? [] : [key])];
}

function readWord(top: Opened, { text, start }: Token, source: string): void {
  if (text === ",") {
    Object.assign(top, { key: undefined, start: undefined, isEnded: false });
  } else if (text === ":" && top.key === undefined) {
    top.key = unquoted(source.slice(top.start ?? start, start).trim());
    top.keys.push(top.key);
    Object.assign(top, { start: undefined, isEnded: false });
  } else {
    top.start ??= start;
    top.isEnded = isClosedQuote(text);
  }
}

/** The keys that follow in the same braces. Where nobody closes these, what stands on the next line is not in them. */
function keysBehind(text: string): readonly string[] {
  const keys: string[] = [];
  const line = text.indexOf("\n");
  let depth = 0;
  let word: Token | undefined;
  let onLine = 0;
  for (const token of tokens(text)) {
    if (token.text === "[" || token.text === "{") depth += 1;
    else if (token.text === "]" || token.text === "}") depth -= 1;
    if (depth < 0) return keys;
    if (depth > 0) continue;
    if (token.text === ":" && word !== undefined) keys.push(unquoted(word.text));
    word = /^[:,\]}]$/.test(token.text) ? undefined : token;
    if (line < 0 || token.start < line) onLine = keys.length;
  }
  return keys.slice(0, onLine);
}

interface Token {
  readonly text: string;
  readonly start: number;
}

const token =
  /#[^\n]*|"(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|[[\]{},]|:(?=[\s,[\]{}"']|$)|(?:\$\{[^}\n]*\}?|:(?![\s,[\]{}]|$)|[^\s[\]{},:])+/gs;

/** Brackets, commas, colons behind keys, quotes, and words between blanks; comments are left out. */
function* tokens(text: string): Generator<Token> {
  for (const match of text.matchAll(token)) {
    if (!match[0].startsWith("#")) yield { text: match[0], start: match.index };
  }
}

function isClosedQuote(text: string): boolean {
  return /^(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')$/s.test(text);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}

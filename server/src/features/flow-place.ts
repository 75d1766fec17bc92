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
  const open = openBrackets(source);
  const inner = open.at(-1);
  if (inner === undefined) return undefined;
  const { start: word = source.length } = inner.entry;
  return {
    path: open.flatMap(stepsIn),
    kind: kindIn(inner),
    word: source.slice(word).replace(/^["']/, ""),
    keys: [...inner.keys, ...keysBehind(text.slice(offset, offset + farBehind))],
  };
}

/** A bracket that is open. */
interface Bracket {
  readonly isMap: boolean;
  /** The keys in it so far. */
  readonly keys: string[];
  entry: BracketEntry;
}

/** What is being read behind a bracket, or behind a comma in it. */
interface BracketEntry {
  /** The key whose value is being read. */
  readonly key?: string;
  /** Where the key or value begins that is being read. */
  readonly start?: number;
  /** Whether a quote or a bracket has ended it. */
  readonly isEnded?: boolean;
}

/** The brackets that are open at the end of a text, the outermost first; none where all are closed before. */
function openBrackets(source: string): readonly Bracket[] {
  const open: Bracket[] = [];
  for (const token of tokensOf(source)) {
    const inner = open.at(-1);
    if (isOpening(token)) {
      if (inner !== undefined) inner.entry = { ...inner.entry, isEnded: true };
      open.push({ isMap: token.text === "{", keys: [], entry: {} });
    } else if (isClosing(token)) {
      open.pop();
      if (open.length === 0) return open;
    } else if (inner !== undefined) {
      readInside(inner, token, source);
    }
  }
  return open;
}

function readInside(bracket: Bracket, { text, start }: Token, source: string): void {
  const { entry } = bracket;
  if (text === ",") {
    bracket.entry = {};
  } else if (text === ":" && entry.key === undefined) {
    const key = withoutQuotes(source.slice(entry.start ?? start, start).trim());
    bracket.keys.push(key);
    bracket.entry = { key };
  } else {
    bracket.entry = { ...entry, start: entry.start ?? start, isEnded: isClosedQuote(text) };
  }
}

/** `[a: b]` is a list with a mapping in it. */
function stepsIn({ isMap, entry }: Bracket): readonly (string | number)[] {
  return [...(isMap ? [] : [0]), ...(entry.key === undefined ? [] : [entry.key])];
}

function kindIn({ isMap, entry }: Bracket): FlowPlace["kind"] {
  if (entry.isEnded === true) return "nothing";
  if (entry.key !== undefined) return "value";
  return isMap ? "key" : "item";
}

/** The keys that follow in the same braces. Where nothing closes these, what stands on the next line is not in them. */
function keysBehind(text: string): readonly string[] {
  const keys: Token[] = [];
  let depth = 0;
  let word: Token | undefined;
  for (const token of tokensOf(text)) {
    if (isOpening(token)) depth += 1;
    if (isClosing(token)) depth -= 1;
    if (depth < 0) return keys.map(keyOf);
    if (depth > 0) continue;
    if (token.text === ":" && word !== undefined) keys.push(word);
    word = /^[:,\]}]$/.test(token.text) ? undefined : token;
  }
  const line = text.indexOf("\n");
  return keys.filter(({ start }) => line < 0 || start < line).map(keyOf);
}

function keyOf({ text }: Token): string {
  return withoutQuotes(text);
}

interface Token {
  readonly text: string;
  readonly start: number;
}

/** Brackets, commas, colons behind keys, quoted texts, and words between blanks; comments are left out. */
function* tokensOf(text: string): Generator<Token> {
  for (const match of text.matchAll(token)) {
    if (!match[0].startsWith("#")) yield { text: match[0], start: match.index };
  }
}

const comment = /#[^\n]*/;
/** Half-typed ones, too. */
const quoted = /"(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?/;
const mark = /[[\]{},]|:(?=[\s,[\]{}"']|$)/;
/** A colon is a part of the word where no blank follows, and `${a, b}` is one, too. */
const word = /(?:\$\{[^}\n]*\}?|:(?![\s,[\]{}]|$)|[^\s[\]{},:])+/;
const token = new RegExp([comment, quoted, mark, word].map(({ source }) => source).join("|"), "gs");

function isOpening({ text }: Token): boolean {
  return text === "[" || text === "{";
}

function isClosing({ text }: Token): boolean {
  return text === "]" || text === "}";
}

function isClosedQuote(text: string): boolean {
  return /^(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')$/s.test(text);
}

function withoutQuotes(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}

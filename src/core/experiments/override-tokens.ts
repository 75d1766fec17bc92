import { overrideFailure } from "./failures.ts";

/** The kinds of token that Hydra's lexer knows to the right of the first `=`. */
export type TokenKind =
  | "("
  | ")"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | ":"
  | "="
  | "quoted"
  | "interpolation"
  | "float"
  | "integer"
  | "boolean"
  | "null"
  | "word"
  | "character"
  | "escape"
  | "blank";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const whole = String.raw`(?:0|[1-9](?:_?\d)*)`;
const point = String.raw`(?:(?:${whole})?\.\d(?:_?\d)*|${whole}\.)`;
const exponent = String.raw`(?:(?:${point}|${whole})[eE][+-]?\d(?:_?\d)*)`;

/**
 * In the order of OverrideLexer.g4 of Hydra 1.3: the longest match wins and, of equally long ones, the first.
 * Brackets and commas swallow the blanks beside them, as they do there.
 */
const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ["(", /[ \t]*\([ \t]*/y],
  [",", /[ \t]*,[ \t]*/y],
  [")", /[ \t]*\)/y],
  ["[", /\[[ \t]*/y],
  ["]", /[ \t]*\]/y],
  ["{", /\{[ \t]*/y],
  ["}", /[ \t]*\}/y],
  [":", /[ \t]*:[ \t]*/y],
  ["=", /[ \t]*=[ \t]*/y],
  ["float", new RegExp(String.raw`[+-]?(?:${exponent}|${point}|[Ii][Nn][Ff]|[Nn][Aa][Nn])`, "y")],
  ["integer", new RegExp(`[+-]?${whole}`, "y")],
  ["boolean", /true|false/iy],
  ["null", /null/iy],
  ["character", /[/\-\\+.$%*@?|]/y],
  ["word", /[a-zA-Z_][a-zA-Z0-9_-]*/y],
  ["escape", /(?:\\[\\()[\]{}:=, \t])+/y],
  ["blank", /[ \t]+/y],
  ["quoted", /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y],
  ["interpolation", /\$\{[^}]+\}/y],
];

/** Cuts the value of an override into tokens; throws a Failure at a character that Hydra has no use for. */
export function tokenize(value: string, override: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < value.length) {
    const token = longestMatch(value, offset);
    if (token === undefined) throw unexpectedCharacter(value, offset, override);
    tokens.push(token);
    offset += token.text.length;
  }
  return tokens;
}

function longestMatch(value: string, offset: number): Token | undefined {
  let best: Token | undefined;
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = offset;
    const text = pattern.exec(value)?.[0];
    if (text !== undefined && text.length > (best?.text.length ?? 0)) best = { kind, text };
  }
  return best;
}

function unexpectedCharacter(value: string, offset: number, override: string): Error {
  const character = String.fromCodePoint(value.codePointAt(offset) ?? 0);
  if (character === '"' || character === "'")
    return overrideFailure(`In "${override}" the quote ${character} is not closed.`);
  return overrideFailure(`In "${override}" the character "${character}" needs quotes: write key='${value}'.`);
}

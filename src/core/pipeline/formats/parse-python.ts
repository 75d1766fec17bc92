import type { Document, Entry, MapNode, ScalarNode } from "../node.ts";
import { plainScalar } from "../yaml/plain-scalar.ts";
import type { Range } from "../problem.ts";
import { readLiteral } from "./python-literal.ts";
import { pythonText } from "../python/python-text.ts";
import { type PythonToken, scanPython } from "./python-tokens.ts";

/** Tokens of a file, and how far its statements are read. */
interface Statements {
  readonly tokens: readonly PythonToken[];
  position: number;
}

/** Where assignments count: everywhere but inside of `__init__`, where only those to `self` do. */
type Block = "body" | "init";

/**
 * Reads the parameters of a Python file as DVC does: names that are given a literal at the top level, in the bodies of
 * classes (which become mappings), and as `self.name` in their `__init__`. All else is passed over: other statements,
 * several targets at once, values that Python would have to calculate. Never throws. What Python cannot even cut into
 * words is a problem; other mistakes of grammar are not found.
 */
export function parsePython(file: string, text: string): Document {
  const scanned = scanPython(text);
  if ("error" in scanned) {
    return {
      file,
      text,
      root: undefined,
      problems: [{ code: "python/syntax", severity: "error", file, ...scanned.error }],
    };
  }
  const statements: Statements = { tokens: scanned.tokens, position: 0 };
  return { file, text, root: readBlock(statements, "body", { start: 0, end: text.length }), problems: [] };
}

/** Reads statements up to the end of their block. */
function readBlock(statements: Statements, block: Block, range: Range): MapNode {
  const entries = new Map<string, Entry>();
  const isOver = (): boolean => {
    const kind = statements.tokens[statements.position]?.kind;
    return kind === undefined || kind === "dedent";
  };
  while (!isOver()) {
    const line = takeLine(statements);
    for (const { key, value } of readStatement(statements, line, block))
      entries.set(pythonText(key.value), { key, value });
  }
  return { kind: "map", entries: [...entries.values()], range };
}

/** The tokens up to the end of a logical line. */
function takeLine(statements: Statements): readonly PythonToken[] {
  const start = statements.position;
  const length = statements.tokens.slice(start).findIndex(({ kind }) => kind === "newline");
  const end = length < 0 ? statements.tokens.length : start + length;
  statements.position = end + 1;
  return statements.tokens.slice(start, end);
}

/** What a line defines, with the block below it. */
function readStatement(statements: Statements, line: readonly PythonToken[], block: Block): readonly Entry[] {
  const [first, second] = line;
  const colon = first?.text === "class" || first?.text === "def" ? colonOf(line) : -1;
  if (colon < 0 || second === undefined) {
    skipSuite(statements);
    return simpleStatements(line).flatMap((tokens) => readAssignment(tokens, block) ?? []);
  }
  if (first?.text === "class") {
    const value = readSuite(statements, line.slice(colon + 1), "body", second.range);
    return [{ key: nameNode(second), value }];
  }
  if (second.text === "__init__")
    return readSuite(statements, line.slice(colon + 1), "init", second.range).entries;
  skipSuite(statements);
  return [];
}

/** What follows the colon of a header: the rest of its line, or the indented block below. */
function readSuite(
  statements: Statements,
  rest: readonly PythonToken[],
  block: Block,
  { end: start }: Range,
): MapNode {
  if (rest.length > 0) {
    const entries = simpleStatements(rest).flatMap((tokens) => readAssignment(tokens, block) ?? []);
    return { kind: "map", entries, range: { start, end: rest.at(-1)?.range.end ?? start } };
  }
  if (statements.tokens[statements.position]?.kind !== "indent") {
    return { kind: "map", entries: [], range: { start, end: start } };
  }
  statements.position += 1;
  const suite = readBlock(statements, block, { start, end: start });
  const end = statements.tokens[statements.position]?.range.start ?? start;
  statements.position += 1;
  return { ...suite, range: { start, end } };
}

/** Passes over the block of a statement whose body does not count. */
function skipSuite(statements: Statements): void {
  if (statements.tokens[statements.position]?.kind !== "indent") return;
  let depth = 0;
  do {
    const kind = statements.tokens[statements.position]?.kind;
    if (kind === "indent") depth += 1;
    if (kind === "dedent") depth -= 1;
    statements.position += 1;
  } while (depth > 0);
}

function simpleStatements(line: readonly PythonToken[]): (readonly PythonToken[])[] {
  const parts: PythonToken[][] = [[]];
  for (const token of line) {
    if (token.text === ";" && token.kind === "operator") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** `name = literal`, `name: type = literal`, or the same of `self.name`. */
function readAssignment(tokens: readonly PythonToken[], block: Block): Entry | undefined {
  const target = readTarget(tokens, block);
  if (target === undefined) return undefined;
  const rest = tokens.slice(target.length);
  const equals = rest[0]?.text === ":" ? topLevel(rest, "=") : 0;
  if (rest[equals]?.text !== "=" || rest[equals].kind !== "operator") return undefined;
  const value = readLiteral(rest.slice(equals + 1));
  return value === undefined ? undefined : { key: nameNode(target.name), value };
}

interface Target {
  readonly name: PythonToken;
  /** How many tokens it takes. */
  readonly length: number;
}

/** Words that a line can begin with before a colon, without being names. */
const keywords = new Set(["else", "try", "finally", "except", "lambda", "pass", "return", "yield", "raise"]);

function readTarget([first, dot, name]: readonly PythonToken[], block: Block): Target | undefined {
  if (first?.kind !== "name" || keywords.has(first.text)) return undefined;
  if (first.text === "self" && dot?.text === "." && name?.kind === "name") return { name, length: 3 };
  return block === "body" ? { name: first, length: 1 } : undefined;
}

function colonOf(line: readonly PythonToken[]): number {
  return topLevel(line, ":");
}

/** Where a sign stands outside of all brackets. */
function topLevel(tokens: readonly PythonToken[], sign: string): number {
  let depth = 0;
  return tokens.findIndex(({ kind, text }) => {
    if (kind !== "operator") return false;
    if (/^[([{]$/.test(text)) depth += 1;
    if (/^[)\]}]$/.test(text)) depth -= 1;
    return depth === 0 && text === sign;
  });
}

function nameNode({ text, range }: PythonToken): ScalarNode {
  return plainScalar(text, range);
}

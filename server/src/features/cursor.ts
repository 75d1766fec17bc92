/** What is being typed, read from the lines alone: half-typed YAML has no tree that could be trusted. */
export interface Cursor {
  /** Keys and list indices above the cursor, from the root. The index is always 0: which item it is makes no difference. */
  readonly path: readonly (string | number)[];
  /** `key`: where a key may start; `value`: behind `key:`; `item`: behind `- `; `expression`: inside `${`. */
  readonly kind: "key" | "value" | "item" | "expression";
  /** The text in front of the cursor that a completion replaces. */
  readonly word: string;
}

/** Reads the place of the cursor in a block-style YAML text. */
export function cursorAt(text: string, offset: number): Cursor {
  const lines = text.slice(0, offset).split(/\r?\n/);
  const line = readLine(lines.pop() ?? "");
  const above = pathAbove(lines, line);
  const expression = openExpression(line.source);
  const path = line.key === undefined ? above : [...above, line.key];
  if (expression !== undefined) return { path, kind: "expression", word: expression };
  if (line.key !== undefined) return { path, kind: "value", word: line.value };
  return { path, kind: line.dashes > 0 ? "item" : "key", word: line.value };
}

/** One line, as far as its indentation and its first key go. */
interface Line {
  readonly source: string;
  readonly indent: number;
  /** How many list items open on the line: `- - a` has two. */
  readonly dashes: number;
  /** Column behind the dashes. */
  readonly column: number;
  readonly key: string | undefined;
  /** What follows the key, or the dashes where there is no key. */
  readonly value: string;
}

function readLine(source: string): Line {
  const [, blanks = "", dashes = "", rest = ""] = /^( *)((?:-(?: +|$))*)(.*)$/.exec(source) ?? [];
  const pair = /^("[^"]*"|'[^']*'|[^\s:'"#-][^:#]*?)\s*:(?:\s+(.*))?$/.exec(rest);
  return {
    source,
    indent: blanks.length,
    dashes: dashes.replaceAll(" ", "").length,
    column: blanks.length + dashes.length,
    key: pair?.[1]?.replace(/^(["'])(.*)\1$/, "$2"),
    value: pair === null ? rest : (pair[2] ?? ""),
  };
}

/** Text between the last `${` and the cursor, where nothing closed it and nothing escaped it. */
function openExpression(line: string): string | undefined {
  const start = line.lastIndexOf("${");
  if (start < 0 || line.includes("}", start) || line[start - 1] === "\\") return undefined;
  return line.slice(start + 2);
}

/** Walks up the lines: one that is less indented opens what the cursor is in. A dash may stand as far left as its key. */
function pathAbove(lines: readonly string[], cursor: Line): readonly (string | number)[] {
  const path: (string | number)[] = Array.from({ length: cursor.dashes }, () => 0);
  let { indent } = cursor;
  let inList = cursor.dashes > 0;
  for (const source of lines.toReversed()) {
    const line = readLine(source);
    if (line.source.trim() === "" || line.source.trimStart().startsWith("#")) continue;
    const opens = line.column < indent || (inList && line.dashes === 0 && line.column === indent);
    if (line.key === undefined || !opens) continue;
    path.unshift(...Array.from({ length: line.dashes }, () => 0), line.key);
    indent = line.indent;
    inList = line.dashes > 0;
  }
  return path;
}

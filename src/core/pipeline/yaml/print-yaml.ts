import { foldDoubleQuoted, foldPlain, foldSingleQuoted, type ScalarPlace } from "./fold-scalar.ts";
import { floatText } from "../python/python-text.ts";
import { resolvePlain } from "./scalar-resolution.ts";
import { isList, isMapping, isTimestamp, type Scalar, type Value } from "../value.ts";

/**
 * Writes block YAML in the style of DVC's own files: two blanks a level, dashes in the column of their key, quotes
 * only where the text would read as something else. Ends with a line break.
 * @param column in a file of DVC's: how far the text will be indented; long lines are then folded as DVC folds them.
 * Without it lines are never folded.
 */
export function printYaml(value: Value, column?: number): string {
  if (isMapping(value) && value.size > 0) return `${mappingLines(value, column).join("\n")}\n`;
  if (isList(value) && value.length > 0) return `${listLines(value, column).join("\n")}\n`;
  return `${inlineLines(value, undefined).join("") || "null"}\n`;
}

/** The text of a scalar where YAML allows a plain value: quotes only where they are needed, nothing for null. */
export function scalarYaml(value: Scalar): string {
  return scalarLines(value, undefined).join("");
}

function scalarLines(value: Scalar, place: ScalarPlace | undefined): readonly string[] {
  if (value === null) return [""];
  if (typeof value === "string") return stringLines(value, place);
  if (typeof value === "number") return [numberText(value)];
  return [isTimestamp(value) ? value.timestamp : String(value)];
}

/** What begins on the line of its key or dash: a scalar, or an empty list or mapping. */
function inlineLines(value: Value, place: ScalarPlace | undefined): readonly string[] {
  if (isMapping(value)) return ["{}"];
  return isList(value) ? ["[]"] : scalarLines(value, place);
}

/** Lines without the indentation that all of them have: `column`, where they are to be folded. */
function mappingLines(mapping: ReadonlyMap<Scalar, Value>, column: number | undefined): string[] {
  const deeper = column === undefined ? undefined : column + 2;
  return [...mapping].flatMap(([key, value]) => {
    const head = `${key === null ? "null" : scalarYaml(key)}:`;
    if (isMapping(value) && value.size > 0)
      return [head, ...mappingLines(value, deeper).map((line) => `  ${line}`)];
    if (isList(value) && value.length > 0) return [head, ...listLines(value, column)];
    return withValue(head, value, column);
  });
}

function listLines(list: readonly Value[], column: number | undefined): string[] {
  const deeper = column === undefined ? undefined : column + 2;
  return list.flatMap((item) => {
    if (isMapping(item) && item.size > 0) return hang(mappingLines(item, deeper));
    if (isList(item) && item.length > 0) return hang(listLines(item, deeper));
    return withValue("-", item, column);
  });
}

function hang(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function withValue(head: string, value: Value, column: number | undefined): string[] {
  const place =
    column === undefined ? undefined : { column: column + Array.from(head).length, indent: column + 2 };
  const [first = "", ...more] = inlineLines(value, place);
  if (first === "" && more.length === 0) return [head];
  return [`${head} ${first}`, ...more.map((line) => `  ${line}`)];
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return floatText(value);
}

function stringLines(text: string, place: ScalarPlace | undefined): readonly string[] {
  if (isPlainText(text)) return place === undefined ? [text] : foldPlain(text, place);
  const needsEscapes =
    /[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029]/u;
  if (needsEscapes.test(text) || text.includes("'")) return foldDoubleQuoted(text, place);
  return place === undefined ? [`'${text}'`] : foldSingleQuoted(text, place);
}

/** True where the text, written without quotes, reads back as the same text. */
function isPlainText(text: string): boolean {
  if (resolvePlain(text) !== text || /^(?:<<|=)$/.test(text)) return false;
  if (/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?: |$))/.test(text)) return false;
  // To YAML a no-break space and its like are letters, at the ends of a text as well.
  if (/:(?: |$)| #|^ | $/.test(text)) return false;
  return /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}

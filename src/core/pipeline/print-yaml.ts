import { floatText } from "./python-text.ts";
import { resolvePlain } from "./scalar-resolution.ts";
import { isList, isMapping, isTimestamp, type Scalar, type Value } from "./value.ts";

/**
 * Writes block YAML in the style of DVC's own files: two blanks a level, dashes in the column of their key, quotes
 * only where the text would read as something else. Lines are never folded, since a reader must not depend on where
 * they break. Ends with a line break.
 */
export function printYaml(value: Value): string {
  if (isMapping(value) && value.size > 0) return `${mappingLines(value).join("\n")}\n`;
  if (isList(value) && value.length > 0) return `${listLines(value).join("\n")}\n`;
  return `${inlineText(value) || "null"}\n`;
}

/** The text of a scalar where YAML allows a plain value: quotes only where they are needed, nothing for null. */
export function scalarYaml(value: Scalar): string {
  if (value === null) return "";
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return numberText(value);
  return isTimestamp(value) ? value.timestamp : String(value);
}

/** What fits on the line of its key or dash: a scalar, or an empty list or mapping. */
function inlineText(value: Value): string {
  if (isMapping(value)) return "{}";
  return isList(value) ? "[]" : scalarYaml(value);
}

function mappingLines(mapping: ReadonlyMap<Scalar, Value>): string[] {
  return [...mapping].flatMap(([key, value]) => {
    const head = `${key === null ? "null" : scalarYaml(key)}:`;
    if (isMapping(value) && value.size > 0) return [head, ...mappingLines(value).map((line) => `  ${line}`)];
    if (isList(value) && value.length > 0) return [head, ...listLines(value)];
    return [withValue(head, value)];
  });
}

function listLines(list: readonly Value[]): string[] {
  return list.flatMap((item) => {
    if (isMapping(item) && item.size > 0) return hang(mappingLines(item));
    if (isList(item) && item.length > 0) return hang(listLines(item));
    return [withValue("-", item)];
  });
}

function hang(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function withValue(head: string, value: Value): string {
  const text = inlineText(value);
  return text === "" ? head : `${head} ${text}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return floatText(value);
}

function stringText(text: string): string {
  if (isPlainText(text)) return text;
  const needsEscapes =
    /[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029]/u;
  return needsEscapes.test(text) || text.includes("'") ? doubleQuoted(text) : `'${text}'`;
}

/** True where the text, written without quotes, reads back as the same text. */
function isPlainText(text: string): boolean {
  if (resolvePlain(text) !== text || /^(?:<<|=)$/.test(text)) return false;
  if (/^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[-?:](?:\s|$))/.test(text)) return false;
  if (/:(?:\s|$)|\s#|^\s|\s$/.test(text)) return false;
  return /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}

/** JSON's escapes are YAML's too; what JSON leaves as it is and YAML would not is escaped in addition. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

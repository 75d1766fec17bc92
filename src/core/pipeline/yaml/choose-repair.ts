import type { Document as YamlDocument, ErrorCode } from "yaml";
import { lineAt } from "./indentation.ts";
import { lineStart } from "./line-bounds.ts";
import { repairColon } from "./repair-colon.ts";
import { repairExpression } from "./repair-expression.ts";
import { repairFlow, repairStrayCloser } from "./repair-flow.ts";
import { repairGluedKey } from "./repair-glued-key.ts";
import { repairIncompleteKey, repairKeyOfItem } from "./repair-incomplete-key.ts";
import { repairIndent } from "./repair-indent.ts";
import { repairItem } from "./repair-item.ts";
import { repairQuote } from "./repair-quote.ts";
import { repairSpaces } from "./repair-spaces.ts";
import type { Repair } from "./syntax-finding.ts";
import { isUnclosedFlow, type YamlError } from "./yaml-sentences.ts";

/** The repair of the first error that anybody understands; undefined where nobody does. */
export function chooseRepair(document: YamlDocument.Parsed, source: string): Repair | undefined {
  return repairSwallowing(document, source) ?? repairFirst(document, source);
}

/** What a bracket without its end swallows is wrong for that reason alone, unless it is that of an expression. */
function repairSwallowing({ errors }: YamlDocument.Parsed, source: string): Repair | undefined {
  for (const { message, pos } of errors) {
    const repair = isUnclosedFlow(message) ? repairFlow(source, pos[0]) : undefined;
    if (repair && !lineOf(source, repair.range.start).includes("${")) return repair;
  }
  return undefined;
}

function lineOf(source: string, offset: number): string {
  const { start, end } = lineAt(source, offset);
  return source.slice(start, end);
}

function repairFirst(document: YamlDocument.Parsed, source: string): Repair | undefined {
  for (const error of document.errors) {
    const repair = isOfQuote(error) ? repairQuote(source, document) : repairAt(source, error);
    if (repair !== undefined) return repair;
  }
  return undefined;
}

function isOfQuote({ code, message }: YamlError): boolean {
  return code === "MISSING_CHAR" && message.startsWith("Missing closing");
}

/** Codes that the parser gives where a line is indented like none of the lines around it. */
const displaced: ReadonlySet<ErrorCode> = new Set([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
]);

/** Tries what is easily told first: the later ones would find something to mend in almost any line. */
function repairAt(source: string, { code, message, pos: [start] }: YamlError): Repair | undefined {
  const expression = repairExpression(source, start);
  if (expression !== undefined) return expression;
  if (isUnclosedFlow(message)) return repairFlow(source, start);
  if (code === "UNEXPECTED_TOKEN") return repairStrayCloser(source, start);
  const isKeyless = code === "MULTILINE_IMPLICIT_KEY" || message.includes("followed by map values");
  const isDisplaced = displaced.has(code);
  if (!isKeyless && !isDisplaced) return undefined;
  return (
    repairSpaces(source, start) ??
    repairItem(source, start) ??
    repairGluedKey(source, start) ??
    (isKeyless ? repairKeyless(source, start) : undefined) ??
    (isDisplaced ? repairIndent(source, start) : undefined) ??
    (code === "BLOCK_AS_IMPLICIT_KEY" ? repairColon(source, start) : undefined)
  );
}

/** A text where a key belongs. Where it is all that an item holds, it lacks its colon, or the line below it is wrong. */
function repairKeyless(source: string, start: number): Repair | undefined {
  const isItem = /^ *(?:- +)+$/.test(source.slice(lineStart(source, start), start));
  const ofItem = isItem ? (repairKeyOfItem(source, start) ?? repairIndent(source, start)) : undefined;
  return ofItem ?? repairIncompleteKey(source, start);
}

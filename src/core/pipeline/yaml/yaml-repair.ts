import { type Document as YamlDocument, type ErrorCode, parseDocument, visit } from "yaml";
import type { Fix } from "../problem.ts";
import { findDeepNesting } from "./deep-nesting.ts";
import { findTabs } from "./find-tabs.ts";
import { lineStart } from "./line-bounds.ts";
import { lineAt } from "./indentation.ts";
import { blankConflicts } from "./repair-conflicts.ts";
import { repairColon } from "./repair-colon.ts";
import { repairExpression } from "./repair-expression.ts";
import { repairFlow, repairStrayCloser } from "./repair-flow.ts";
import { replaceTabs } from "./repair-tabs.ts";
import { repairItem } from "./repair-item.ts";
import { repairGluedKey } from "./repair-glued-key.ts";
import { repairSpaces } from "./repair-spaces.ts";
import { repairIndent } from "./repair-indent.ts";
import { blank, type Repair, type SyntaxFinding } from "./syntax-finding.ts";
import { describeError, isUnclosedFlow } from "./yaml-sentences.ts";

export interface Composed {
  readonly document: YamlDocument.Parsed;
  readonly findings: readonly SyntaxFinding[];
  /** There was an error that no repair took away: what stands after it may belong elsewhere. */
  readonly isLost: boolean;
}

/** Each round may uncover what the mistake before it hid; files with more mistakes than this are not being typed. */
const maxRounds = 8;

/** Of a text with more characters than this, a round takes most of a second. */
const longText = 200_000;

/**
 * Composes YAML and, where a line is only half typed, once more without that line, so that one unfinished word does
 * not swallow the key below it. A repair overwrites text with as many blanks: every offset stays true.
 */
export function composeTolerantly(written: string): Composed {
  // A carriage return alone ends a line, which the `yaml` package does not know.
  const text = written.includes("\r") ? written.replace(/\r(?!\n)/g, "\n") : written;
  const deep = findDeepNesting(text);
  if (deep !== undefined) return { document: compose(""), findings: [tooDeep(deep)], isLost: true };
  const conflicts = blankConflicts(text);
  const tabs = replaceTabs(conflicts.text, findTabs(conflicts.text));
  let source = tabs.text;
  const rounds = text.length > longText ? 1 : maxRounds;
  const certain: readonly SyntaxFinding[] = [...conflicts.findings, ...tabs.findings];
  const repaired: SyntaxFinding[] = [];
  for (let round = 0; ; round += 1) {
    const document = composeWithin(source);
    if (document === undefined) {
      return { document: compose(""), findings: [...certain, tooTangled(source)], isLost: true };
    }
    const first = round < rounds ? firstRepair(document, source) : undefined;
    if (first === undefined) {
      const error = firstError(document, source);
      return {
        document,
        // Where tabs are, the rest is about them.
        findings: [
          ...certain,
          ...(error === undefined ? repaired : tabs.findings.length > 0 ? [] : [earliest(error, repaired)]),
        ],
        isLost: error !== undefined,
      };
    }
    repaired.push(first);
    source = first.repaired;
  }
}

function tooDeep(start: number): SyntaxFinding {
  return {
    code: "yaml/too-deep",
    message: "This is nested too deeply for DVC to read.",
    range: { start, end: start + 1 },
  };
}

/** Entries in brackets without commas nest for the parser: a long file can be more than its stack holds. */
function composeWithin(source: string): YamlDocument.Parsed | undefined {
  try {
    return compose(source);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function tooTangled(source: string): SyntaxFinding {
  const start = Math.max(0, source.search(/[[{]/));
  return {
    code: "yaml/syntax",
    message: "This is not YAML, or something below it is not: too much depends on it to say more.",
    range: { start, end: Math.min(start + 1, source.length) },
  };
}

function compose(source: string): YamlDocument.Parsed {
  return parseDocument(source, {
    schema: "failsafe",
    // Dates and ordered mappings would come as objects of the package's own, without their text.
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
  });
}

/** Codes that the parser gives where a line is indented like none of the lines around it. */
const misplaced: ReadonlySet<ErrorCode> = new Set([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
]);

function firstRepair(document: YamlDocument.Parsed, source: string): Repair | undefined {
  for (const { message, pos } of document.errors) {
    const swallowing = isUnclosedFlow(message) ? repairFlow(source, pos[0]) : undefined;
    // What a bracket without its end swallows is wrong for that reason alone, unless it is that of an expression.
    if (swallowing && !textOfLine(source, swallowing.range.start).includes("${")) return swallowing;
  }
  for (const error of document.errors) {
    const [first] = repairOf(error, document, source);
    if (first !== undefined) return first;
  }
  return undefined;
}

function textOfLine(source: string, offset: number): string {
  const { start, end } = lineAt(source, offset);
  return source.slice(start, end);
}

function repairOf(
  error: { code: ErrorCode; message: string; pos: [number, number] },
  document: YamlDocument.Parsed,
  source: string,
): Repair[] {
  const { code, message, pos } = error;
  const [start] = pos;
  if (code === "MISSING_CHAR" && message.startsWith("Missing closing"))
    return unclosedQuote(document, source);
  const expression = repairExpression(source, start);
  if (expression !== undefined) return [expression];
  if (isUnclosedFlow(message)) return asList(repairFlow(source, start));
  if (code === "UNEXPECTED_TOKEN") return asList(repairStrayCloser(source, start));
  const keyless = code === "MULTILINE_IMPLICIT_KEY" || message.includes("followed by map values");
  const isAmiss = keyless || misplaced.has(code);
  const other = isAmiss ? (repairSpaces(source, start) ?? repairItem(source, start)) : undefined;
  if (other !== undefined) return [other];
  const glued = isAmiss ? repairGluedKey(source, start) : undefined;
  if (glued !== undefined) return [glued];
  const below = keyless && beginsItem(source, start) ? repairIndent(source, start) : undefined;
  if (below !== undefined) return [below];
  const incomplete = keyless ? incompleteKey(source, start) : [];
  if (incomplete.length > 0 || !misplaced.has(code)) return incomplete;
  const colon = code === "BLOCK_AS_IMPLICIT_KEY" ? repairColon : () => undefined;
  return asList(repairIndent(source, start) ?? colon(source, start));
}

function asList(repair: Repair | undefined): Repair[] {
  return repair === undefined ? [] : [repair];
}

/** Whether a text is all that an item holds: then no key begins there. */
function beginsItem(source: string, start: number): boolean {
  return /^ *(?:- +)+$/.test(source.slice(lineStart(source, start), start));
}

/** A line that holds no colon, where a key belongs. */
function incompleteKey(source: string, start: number): Repair[] {
  const line = lineStart(source, start);
  const word = /^(?:[\w.-]+(?=[ \t\r]*(?:\n|$))|[A-Za-z_]+(?= [^\n:]*(?:\n|$)))/.exec(
    source.slice(start, start + 500),
  )?.[0];
  if (word === undefined || !/^[ ]*(?:- +)*$/.test(source.slice(line, start))) return [];
  const range = { start, end: start + word.length };
  const lineEnd = lineAt(source, start).end;
  const blanked = { start, end: lineEnd + itemsBelow(source, lineEnd, start - line) };
  return [
    {
      code: "yaml/incomplete-key",
      message: `'${word}' is not a key yet: add ':' after it.`,
      range,
      fixes: [
        {
          title: `Add ':' after '${word}'`,
          edits: [{ at: { start: range.end, end: range.end }, newText: ":" }],
        },
      ],
      repaired: blank(source, blanked),
    },
  ];
}

/** How much text under a key without a colon belongs to it: its list items and whatever is indented deeper. */
function itemsBelow(source: string, lineEnd: number, column: number): number {
  const belongs = new RegExp(`\\r?\\n(?: {${column}}(?:- | +).*|[ ]*(?=\\r?\\n))`, "y");
  belongs.lastIndex = lineEnd;
  let end = lineEnd;
  while (belongs.test(source)) end = belongs.lastIndex;
  return end - lineEnd;
}

/** A quote that is never closed takes the rest of the file with it: the line is read as if it were not there. */
function unclosedQuote(document: YamlDocument.Parsed, source: string): Repair[] {
  let start = -1;
  visit(document, {
    Scalar(_key, node) {
      const quoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
      if (quoted && node.range && node.range[0] > start) start = node.range[0];
    },
  });
  if (start < 0) return [];
  const lineBreak = source.indexOf("\n", start);
  let end = lineBreak < 0 ? source.length : lineBreak;
  while (end > start + 1 && /\s/.test(source.charAt(end - 1))) end -= 1;
  const range = { start, end };
  const quote = source.charAt(start);
  const readable = !/: |:$| #|["']/.test(source.slice(start + 1, end));
  return [
    {
      code: "yaml/unclosed-quote",
      message: `The text that starts here is never closed: add ${quote} at its end.`,
      range,
      fixes: [
        {
          title: "Close the quote at the end of the line",
          edits: [{ at: { start: end, end }, newText: quote }],
        },
      ],
      repaired: blank(source, readable ? { start, end: start + 1 } : range),
    },
  ];
}

/** A repair that did not help is one of a mistake that nobody understood: the first one tells where to look. */
function earliest(error: SyntaxFinding, repaired: readonly SyntaxFinding[]): SyntaxFinding {
  return repaired.reduce((first, one) => (one.range.start < first.range.start ? one : first), error);
}

/** Where the parser stays lost, what it says after its first error is about no mistake of the text. */
function firstError({ errors }: YamlDocument.Parsed, source: string): SyntaxFinding | undefined {
  const [first] = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  return first && describeError(first, source);
}

/** The quick fixes of a finding as data for the editor. */
export function fixesOf({ fixes = [] }: SyntaxFinding, file: string): readonly Fix[] {
  return fixes.map(({ title, edits, preferred }) => ({
    title,
    changes: edits.map(({ at, newText }) => ({ file, range: at, newText })),
    ...(preferred && { preferred }),
  }));
}

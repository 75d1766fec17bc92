import { type Document as YamlDocument, parseDocument } from "yaml";
import type { Fix } from "../problem.ts";
import { chooseRepair } from "./choose-repair.ts";
import { findDeepNesting } from "./deep-nesting.ts";
import { findTabs } from "./find-tabs.ts";
import { blankConflicts } from "./repair-conflicts.ts";
import { replaceTabs } from "./repair-tabs.ts";
import type { Repair, SyntaxFinding } from "./syntax-finding.ts";
import { describeError } from "./yaml-sentences.ts";

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
  if (deep !== undefined) return nothingRead([tooDeep(deep)]);
  const conflicts = blankConflicts(text);
  const tabs = replaceTabs(conflicts.text, findTabs(conflicts.text));
  const certain = [...conflicts.findings, ...tabs.findings];
  const { document, repaired, source } = repairInRounds(tabs.text);
  if (document === undefined) return nothingRead([...certain, tooTangled(source)]);
  const error = firstError(document, source);
  if (error === undefined) return { document, findings: [...certain, ...repaired], isLost: false };
  // Where tabs are, the rest is about them.
  const findings = tabs.findings.length > 0 ? certain : [...certain, earliest(error, repaired)];
  return { document, findings, isLost: true };
}

function nothingRead(findings: readonly SyntaxFinding[]): Composed {
  return { document: compose(""), findings, isLost: true };
}

interface Repaired {
  /** Undefined of what the parser cannot hold. */
  readonly document: YamlDocument.Parsed | undefined;
  readonly repaired: readonly Repair[];
  /** The text without what was repaired. */
  readonly source: string;
}

/** Repairs one mistake after another, until the parser finds none, or none that anybody understands. */
function repairInRounds(text: string): Repaired {
  const rounds = text.length > longText ? 1 : maxRounds;
  const repaired: Repair[] = [];
  for (let source = text; ;) {
    const document = composeWithin(source);
    const next = document && repaired.length < rounds ? chooseRepair(document, source) : undefined;
    if (next === undefined) return { document, repaired, source };
    repaired.push(next);
    source = next.repaired;
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

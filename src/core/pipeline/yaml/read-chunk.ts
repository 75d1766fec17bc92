import { readBlockEntry } from "./block-yaml.ts";
import { moveTo, type Reader } from "./block-yaml-reader.ts";
import { findBoundary } from "./chunk-boundary.ts";
import { findDeepNesting } from "./deep-nesting.ts";
import { lineStart } from "./line-bounds.ts";
import { childOf, entriesOf } from "../map-entries.ts";
import { moveRanges, rangesOfNode, rangesOfProblem } from "./move-ranges.ts";
import { parseAnyYaml } from "./parse-any-yaml.ts";
import { tellStrayKeys } from "./stray-keys.ts";
import type { Entry, Node } from "../node.ts";
import type { Problem } from "../problem.ts";

/**
 * A piece of a dvc.yaml that is read by itself: one key of the top level, or one stage. What is wrong in one piece says
 * nothing of the others, and an edit inside of one leaves the others as they are.
 */
export interface Chunk {
  /** Where its first key stands. */
  start: number;
  /** Where the next piece begins, or the text ends. */
  end: number;
  /** One, but for a piece with mistakes. */
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/** What is read from: a text, and whether it has tabs, which the fast reader does not know. */
export interface ChunkSource {
  readonly file: string;
  readonly text: string;
  readonly hasTabs: boolean;
}

/** A source of pieces. */
export function chunkSource(file: string, text: string): ChunkSource {
  return { file, text, hasTabs: text.includes("\t") };
}

/**
 * Reads a piece without mistakes that begins where the reader stands, and moves behind it. Undefined where there is none;
 * the reader stands anywhere then.
 */
export function readSoundChunk({ text, hasTabs }: ChunkSource, reader: Reader): Chunk | undefined {
  const { at: start, column } = reader;
  const entry = readBlockEntry(reader, column === 0 ? 0 : 1);
  if (entry === undefined || reader.column > column) return undefined;
  const end = reader.column < 0 ? text.length : reader.at;
  if (hasTabs && text.slice(start, end).includes("\t")) return undefined;
  return { start, end, entries: [entry], problems: nothingWrong };
}

/** One for all sound pieces, which may be thousands. */
const nothingWrong: readonly Problem[] = [];

/** The general reader takes more than a tenth of a second for longer ones, and that with every letter that is typed. */
export const longestBroken = 100_000;

/**
 * Reads a piece with mistakes, as if it were a file of its own, and moves behind it. Undefined where nothing is wrong with
 * it in itself.
 *
 * @param start where its first key stands, in this column
 */
export function readBrokenChunk(
  { file, text }: ChunkSource,
  reader: Reader,
  { start, column }: { readonly start: number; readonly column: number },
): Chunk | undefined {
  const boundary = findBoundary(text, start, column);
  const end = boundary.column < 0 ? text.length : boundary.at;
  moveTo(reader, boundary.at, boundary.column);
  const isLong = end - start > longestBroken;
  // What nests too deep is long for that reason, and read no further than to there.
  if (isLong && findDeepNesting(text.slice(start, end)) === undefined) {
    return unreadable(file, text, { start, end });
  }
  const from = lineStart(text, start);
  const source = text.slice(from, end - Math.max(0, boundary.column));
  const { tree, entries, problems, ahead } = judge(file, source, column);
  if (problems.length === 0 && entries[0]?.key.range.start !== ahead + start - from) return undefined;
  const ranges = problems.flatMap((problem) => rangesOfProblem(problem, file));
  moveRanges(tree === undefined ? ranges : rangesOfNode(tree, ranges), from - ahead);
  return { start, end, entries, problems };
}

/** What the general reader finds in a piece, `ahead` of whose text something was put: places count from there. */
interface Judged {
  readonly tree: Node | undefined;
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
  readonly ahead: number;
}

/** Judges a piece whose keys stand in a column: stages with their key, because lines further left may not belong to them. */
function judge(file: string, source: string, column: number): Judged {
  const head = column > 0 ? "stages:\n" : "";
  const text = head + source;
  const { root, problems } = parseAnyYaml(file, text);
  const piece = column > 0 ? childOf(root, "stages") : root;
  const entries = entriesOf(piece);
  const judged = { tree: root, entries, problems, ahead: head.length };
  if (problems.length > 0) return judged;
  if (piece?.kind === "scalar" && piece.value !== null) {
    return { ...judged, problems: findIncompleteKey(file, text, { start: head.length + column, column }) };
  }
  const [, ...keys] = column > 0 ? entriesOf(root) : [];
  return { ...judged, problems: tellStrayKeys({ stage: entries.at(-1), keys }, { file, text }) };
}

/** A word by itself is a text; that it stands where a key belongs shows only in what follows it. */
function findIncompleteKey(
  file: string,
  text: string,
  { start, column }: { readonly start: number; readonly column: number },
): readonly Problem[] {
  const { problems } = parseAnyYaml(file, `${text.trimEnd()}\n${" ".repeat(column)}next:\n`);
  return problems.filter(({ code, range }) => code === "yaml/incomplete-key" && range.start === start);
}

/** A piece of which no more is said than that its first line is wrong, or something below it. */
export function unreadable(file: string, text: string, { start, end }: Pick<Chunk, "start" | "end">): Chunk {
  const lineBreak = text.indexOf("\n", start);
  const range = { start, end: lineBreak < 0 ? end : lineBreak };
  const message = "This is not YAML, or something below it is not: too much depends on it to say more.";
  return {
    start,
    end,
    entries: [],
    problems: [{ code: "yaml/syntax", severity: "error", message, file, range }],
  };
}

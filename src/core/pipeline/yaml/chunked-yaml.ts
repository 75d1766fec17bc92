import { readBlockEntry } from "./block-yaml.ts";
import { moveTo, nextContent, readerAt, type Reader } from "./block-yaml-reader.ts";
import { findBoundary } from "./chunk-boundary.ts";
import { lineStart } from "./line-bounds.ts";
import { mayHaveConflicts } from "./repair-conflicts.ts";
import { moveRanges, rangesOfNode, rangesOfProblem } from "./move-ranges.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { parseAnyYaml } from "./parse-any-yaml.ts";
import { withoutDuplicates } from "./yaml-keys.ts";
import type { Document, Entry, MapNode, ScalarNode } from "../node.ts";
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

/** A dvc.yaml in pieces. */
export interface ChunkedYaml {
  readonly file: string;
  readonly text: string;
  readonly before: readonly Chunk[];
  /** The key `stages`; without it there is nothing but `before`. */
  readonly key: ScalarNode | undefined;
  readonly stages: readonly Chunk[];
  readonly after: readonly Chunk[];
}

/** What is read from: a text, and whether it has tabs, which the fast reader does not know. */
export interface ChunkSource {
  readonly file: string;
  readonly text: string;
  readonly hasTabs: boolean;
}

/**
 * Reads a dvc.yaml in pieces. Undefined for text whose pieces hang together (anchors, several documents, unresolved merges)
 * or that is no mapping with its keys at the start of lines.
 */
export function readInChunks(file: string, text: string): ChunkedYaml | undefined {
  if (isBeyondChunks(text)) return undefined;
  const source: ChunkSource = { file, text, hasTabs: text.includes("\t") };
  const reader = readerAt(text, 0, 0);
  nextContent(reader);
  if (reader.column !== 0) return undefined;
  const before: Chunk[] = [];
  const after: Chunk[] = [];
  const stages: Chunk[] = [];
  let key: ScalarNode | undefined;
  while (reader.column === 0) {
    const stagesKey = readStagesKey(reader);
    if (stagesKey !== undefined) {
      if (key !== undefined) return undefined;
      key = stagesKey;
      const { column } = reader;
      while (reader.column === column) {
        const chunk = readChunk(source, reader);
        if (chunk === undefined) return undefined;
        stages.push(chunk);
      }
      continue;
    }
    const chunk = readChunk(source, reader);
    if (chunk === undefined) return undefined;
    (key === undefined ? before : after).push(chunk);
  }
  if (reader.column >= 0 || isLoneWord(key, before)) return undefined;
  return { file, text, before, key, stages, after };
}

/** A word that is all there is is the value of the file: DVC takes `false` as it takes nothing. */
function isLoneWord(stages: ScalarNode | undefined, [first, ...others]: readonly Chunk[]): boolean {
  if (stages !== undefined || others.length > 0 || first === undefined) return false;
  return first.entries.length === 0 && first.problems.every(({ code }) => code === "yaml/incomplete-key");
}

/** Reads the piece that begins where the reader stands, and moves behind it. */
export function readChunk(source: ChunkSource, reader: Reader): Chunk | undefined {
  const { at: start, column } = reader;
  const { text } = source;
  const entry = readBlockEntry(reader, column === 0 ? 0 : 1);
  if (entry !== undefined && reader.column <= column) {
    const end = reader.column < 0 ? text.length : reader.at;
    if (!source.hasTabs || !text.slice(start, end).includes("\t")) {
      return { start, end, entries: [entry], problems: [] };
    }
  }
  return readBroken(source, reader, { start, column });
}

/** A piece that the fast reader does not take: read by the general one, as if it were a file of its own. */
function readBroken(
  { file, text }: ChunkSource,
  reader: Reader,
  { start, column }: { start: number; column: number },
): Chunk | undefined {
  const boundary = findBoundary(text, start, column);
  const from = lineStart(text, start);
  const to = boundary.column < 0 ? text.length : boundary.at - boundary.column;
  if (to - from > longestBroken) {
    const chunk = unreadable(file, text, { start, end: boundary.at });
    moveTo(reader, boundary.at, boundary.column);
    return chunk;
  }
  const { root, problems } = parseAnyYaml(file, text.slice(from, to));
  const isWord = root?.kind === "scalar" && problems.length === 0;
  const found = isWord ? findIncompleteKey(file, text.slice(from, to), start - from) : problems;
  const entries = root?.kind === "map" ? root.entries : [];
  const isPiece = isWord ? found.length > 0 : entries[0]?.key.range.start === start - from;
  if (root === undefined || !isPiece) return undefined;
  moveRanges([...rangesOfNode(root), ...found.flatMap((problem) => rangesOfProblem(problem, file))], from);
  moveTo(reader, boundary.at, boundary.column);
  return { start, end: boundary.at, entries, problems: found };
}

/** A word by itself is a text; that it stands where a key belongs shows only in what follows it. */
function findIncompleteKey(file: string, text: string, column: number): readonly Problem[] {
  const { problems } = parseAnyYaml(file, `${text.trimEnd()}\n${" ".repeat(column)}next:\n`);
  return problems.filter(({ code, range }) => code === "yaml/incomplete-key" && range.start === column);
}

/** The general reader takes seconds for longer ones, and that with every letter that is typed. */
const longestBroken = 200_000;

function unreadable(file: string, text: string, { start, end }: Pick<Chunk, "start" | "end">): Chunk {
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

/** Moves behind the key `stages` and to its first stage; undefined, and stays, where no stages follow below it. */
function readStagesKey(reader: Reader): ScalarNode | undefined {
  const { text, at } = reader;
  if (!text.startsWith("stages:", at)) return undefined;
  const header = /stages:[ ]*(?:[ ]#[^\n]*)?\r?(?:\n|$)/y;
  header.lastIndex = at;
  if (!header.test(text)) return undefined;
  const ahead: Reader = { ...reader, at: at + "stages:".length };
  nextContent(ahead);
  if (ahead.column <= 0 || text[ahead.at] === "-") return undefined;
  moveTo(reader, ahead.at, ahead.column);
  return { kind: "scalar", value: "stages", style: "plain", range: { start: at, end: at + "stages".length } };
}

/** Whether one piece may mean something to another, or the text has no lines as we count them. */
export function isBeyondChunks(text: string): boolean {
  if (/^\uFEFF|^%|^(?:---|\.\.\.)/.test(text) || mayHaveConflicts(text)) return true;
  if (text.includes("\n---") || text.includes("\n...") || text.includes("\n%")) return true;
  if (text.includes("\r") && /\r(?!\n)/.test(text)) return true;
  const mayHaveAnchors = text.includes("&") || text.includes("*");
  return mayHaveAnchors && /(?:^[ ]*|[-:?] +|[[{,] *)[&*][^\s,\]}&]/m.test(text);
}

/** The tree of all pieces together, with what is wrong in them. */
export function documentOf({ file, text, before, key, stages, after }: ChunkedYaml): Document {
  const problems: Problem[] = [];
  const entriesOf = (chunks: readonly Chunk[]): Entry[] => {
    const found: Entry[] = [];
    for (const chunk of chunks) {
      for (const entry of chunk.entries) found.push(entry);
      for (const problem of chunk.problems) problems.push(problem);
    }
    return found;
  };
  const unique = (entries: readonly Entry[]): readonly Entry[] =>
    withoutDuplicates(entries, (again, first) => problems.push(duplicateKey({ file, text }, again, first)));
  const entries = entriesOf(before);
  if (key !== undefined) entries.push({ key, value: mapOf(unique(entriesOf(stages))) });
  for (const entry of entriesOf(after)) entries.push(entry);
  return { file, text, root: mapOf(unique(entries)), problems };
}

function mapOf(entries: readonly Entry[]): MapNode {
  const range = { start: entries[0]?.key.range.start ?? 0, end: entries.at(-1)?.value.range.end ?? 0 };
  return { kind: "map", entries, range };
}

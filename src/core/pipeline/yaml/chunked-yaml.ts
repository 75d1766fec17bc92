import { documentStart, readerAtFirst } from "./block-yaml-reader.ts";
import { mayHaveConflicts } from "./repair-conflicts.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { type Chunk, chunkSource } from "./read-chunk.ts";
import { type Pieces, readPieces } from "./read-pieces.ts";
import { withoutDuplicates } from "./yaml-keys.ts";
import type { Document, Entry, MapNode } from "../node.ts";
import type { Problem } from "../problem.ts";

/** A dvc.yaml in pieces. */
export type ChunkedYaml = { readonly file: string; readonly text: string } & {
  readonly [Key in keyof Pieces]: Pieces[Key] extends Chunk[] ? readonly Chunk[] : Pieces[Key];
};

/**
 * Reads a dvc.yaml in pieces. Undefined for text whose pieces hang together (anchors, several documents, unresolved merges)
 * or that is no mapping with its keys at the start of lines.
 */
export function readInChunks(file: string, text: string): ChunkedYaml | undefined {
  if (isBeyondChunks(text.slice(documentStart(text)))) return undefined;
  const reader = readerAtFirst(text);
  if (reader.column !== 0) return undefined;
  const pieces: Pieces = { before: [], key: undefined, column: 0, stages: [], after: [] };
  const isRead = readPieces(chunkSource(file, text), reader, pieces, () => false);
  return !isRead || isLoneWord(pieces) ? undefined : { file, text, ...pieces };
}

/** A word that is all there is is the value of the file: DVC takes `false` as it takes nothing. */
export function isLoneWord({ key, before: [first, ...others] }: Pieces): boolean {
  if (key !== undefined || others.length > 0 || first === undefined) return false;
  return first.entries.length === 0 && first.problems.every(({ code }) => code === "yaml/incomplete-key");
}

/** Whether one piece may mean something to another, or the text has no lines as we count them. */
export function isBeyondChunks(text: string): boolean {
  if (/^\uFEFF|^%|^(?:---|\.\.\.)/.test(text) || mayHaveConflicts(text)) return true;
  if (text.includes("\n---") || text.includes("\n...")) return true;
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

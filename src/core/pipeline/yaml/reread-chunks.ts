import { readerAt, readerAtFirst, type Reader } from "./block-yaml-reader.ts";
import { type ChunkedYaml, isBeyondChunks, isLoneWord } from "./chunked-yaml.ts";
import { lineStart } from "./line-bounds.ts";
import { type Chunk, chunkSource } from "./read-chunk.ts";
import { type Pieces, readPieces, type Section } from "./read-pieces.ts";
import type { ScalarNode } from "../node.ts";
import { countUpTo } from "../text-parts.ts";
import { differenceOf, type TextDifference } from "./text-difference.ts";

/** What an edit did to the pieces of a file. */
export interface Reread {
  readonly yaml: ChunkedYaml;
  /** Pieces that the edit did not touch and that stand elsewhere now: what has places in them is still to be moved. */
  readonly moved: readonly Chunk[];
  readonly delta: number;
}

/**
 * Reads again the pieces that an edit touched. Gives what `readInChunks` would give; undefined where that cannot be said
 * without reading everything.
 */
export function rereadChunks(before: ChunkedYaml, text: string): Reread | undefined {
  const difference = differenceOf(before.text, text);
  if (changesMore(before.text, text, difference)) return undefined;
  const chunks = [...before.before, ...before.stages, ...before.after];
  const first = firstTouched(before, chunks, difference);
  const reader = readerBehind(text, chunks[first]);
  if (reader === undefined) return undefined;
  const pieces = piecesUpTo(before, first);
  const delta = difference.newEnd - difference.end;
  let rest = Math.max(first, 0);
  const isKnown = (section: Section, at: number): boolean => {
    const start = Math.max(at - delta, difference.end);
    while ((chunks[rest]?.start ?? start) < start) rest += 1;
    const known = chunks[rest];
    if (known === undefined || known.start + delta !== at || sectionOf(before, rest) !== section)
      return false;
    return (section === "before" || pieces.column === before.column) && beginsWithKey(known);
  };
  if (!readPieces(chunkSource(before.file, text), reader, pieces, isKnown)) return undefined;
  const kept = reader.column < 0 ? chunks.length : rest;
  const yaml = { file: before.file, text, ...joined(pieces, before, { kept, delta }) };
  return isLoneWord(yaml) ? undefined : { yaml, moved: delta === 0 ? [] : chunks.slice(kept), delta };
}

/**
 * The first piece that has to be read again, -1 for the beginning of the text. What stands in the first line of a piece also
 * says where the one before it ends, and a key behind the stages is one of theirs or none by what is below it.
 */
function firstTouched(before: ChunkedYaml, chunks: readonly Chunk[], { start }: TextDifference): number {
  const index = countUpTo(start - 1, chunks, (chunk) => chunk.start) - 1;
  const chunk = chunks[index];
  if (chunk === undefined) return -1;
  const lineEnd = before.text.indexOf("\n", chunk.start);
  const decidesOfLast = lineEnd < 0 || start <= lineEnd || chunk === before.after[0] || !beginsWithKey(chunk);
  return decidesOfLast ? index - 1 : index;
}

/** Whether it is certain that a piece begins here, whatever stands before it. */
function beginsWithKey({ start, entries: [first] }: Chunk): boolean {
  return first?.key.range.start === start;
}

/** A reader where a piece begins, or at the beginning of a text; undefined for text that has no pieces. */
function readerBehind(text: string, chunk: Chunk | undefined): Reader | undefined {
  if (chunk !== undefined) return readerAt(text, chunk.start, chunk.start - lineStart(text, chunk.start));
  const reader = readerAtFirst(text);
  return reader.column === 0 ? reader : undefined;
}

function sectionOf({ before, stages }: ChunkedYaml, index: number): Section {
  if (index < before.length) return "before";
  return index < before.length + stages.length ? "stages" : "after";
}

/** The pieces before one of them; -1 for none. */
function piecesUpTo({ before, key, column, stages, after }: ChunkedYaml, index: number): Pieces {
  const hasKey = index >= before.length;
  const inStages = Math.max(index - before.length, 0);
  return {
    before: before.slice(0, Math.max(index, 0)),
    ...(hasKey ? { key, column } : { key: undefined, column: 0 }),
    stages: stages.slice(0, inStages),
    after: after.slice(0, Math.max(inStages - stages.length, 0)),
  };
}

/** Pieces that were read again, and behind them those of before from a certain one on, which were moved. */
function joined(
  read: Pieces,
  { before, key, column, stages, after }: ChunkedYaml,
  { kept, delta }: { readonly kept: number; readonly delta: number },
): Pieces {
  const inStages = Math.max(kept - before.length, 0);
  // The key follows where reading ended before it.
  const follows = read.key === undefined && kept < before.length;
  return {
    before: [...read.before, ...before.slice(kept)],
    key: follows ? key && movedKey(key, delta) : read.key,
    column: follows ? column : read.column,
    stages: [...read.stages, ...stages.slice(inStages)],
    after: [...read.after, ...after.slice(Math.max(inStages - stages.length, 0))],
  };
}

function movedKey(key: ScalarNode, delta: number): ScalarNode {
  return { ...key, range: { start: key.range.start + delta, end: key.range.end + delta } };
}

/** Whether the lines that were changed, or that were there, make the pieces hang together. */
function changesMore(before: string, after: string, { start, end, newEnd }: TextDifference): boolean {
  const from = Math.max(lineStart(after, start) - 1, 0);
  const window = (text: string, to: number) => {
    const lineEnd = text.indexOf("\n", to);
    return text.slice(from, lineEnd < 0 ? text.length : lineEnd + 2);
  };
  return isBeyondChunks(window(after, newEnd)) || isBeyondChunks(window(before, end));
}

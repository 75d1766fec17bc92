import { readerAt } from "./block-yaml-reader.ts";
import { type Chunk, type ChunkedYaml, type ChunkSource, isBeyondChunks, readChunk } from "./chunked-yaml.ts";
import { lineStart } from "./line-bounds.ts";
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
 * Reads again what an edit touched, where it is inside of `stages`, or anywhere in a file without them. Gives what `readInChunks` would give; undefined where
 * that cannot be said without reading everything.
 */
export function rereadChunks(before: ChunkedYaml, text: string): Reread | undefined {
  const hasStages = before.key !== undefined;
  const difference = differenceOf(before.text, text);
  if (changesMore(before.text, text, difference)) return undefined;
  const stages = hasStages ? before.stages : before.before;
  const { after } = before;
  const delta = difference.newEnd - difference.end;
  const first = lastBefore(stages, difference.start);
  const firstChunk = stages[first];
  if (firstChunk === undefined) return undefined;
  const column = firstChunk.start - lineStart(text, firstChunk.start);
  const oldEnd = after[0]?.start ?? before.text.length;
  if (difference.end > oldEnd) return undefined;
  const regionEnd = oldEnd + delta;
  const source: ChunkSource = { file: before.file, text, hasTabs: text.includes("\t") };
  const reader = readerAt(text, firstChunk.start, column);
  const read: Chunk[] = [];
  let next = stages.findIndex(({ start }, index) => index > first && start >= difference.end);
  if (next < 0) next = stages.length;
  for (;;) {
    while (next < stages.length && startOf(stages[next], delta) < reader.at) next += 1;
    const until = next < stages.length ? startOf(stages[next], delta) : regionEnd;
    const at = reader.column < 0 ? text.length : reader.at;
    if (at === until && read.length > 0) break;
    if (at >= until || reader.column !== column) return undefined;
    const chunk = readChunk(source, reader);
    if (chunk === undefined || (!hasStages && isStages(chunk))) return undefined;
    read.push(chunk);
  }
  // A piece whose own first line was moved to another column is no stage any more, or a stage of something else.
  const isSameColumn =
    next < stages.length ? reader.column === column : reader.column === (after.length > 0 ? 0 : -1);
  if (!isSameColumn) return undefined;
  const kept = stages.slice(next);
  const all = [...stages.slice(0, first), ...read, ...kept];
  const yaml = { ...before, text, ...(hasStages ? { stages: all } : { before: all }) };
  return { yaml, moved: delta === 0 ? [] : [...kept, ...after], delta };
}

function isStages({ entries }: Chunk): boolean {
  return entries.some(({ key }) => key.value === "stages");
}

function startOf(chunk: Chunk | undefined, delta: number): number {
  return (chunk?.start ?? 0) + delta;
}

/** The last piece that begins before an offset: what is changed where a piece begins, changes how the one before it ends. */
function lastBefore(chunks: readonly Chunk[], offset: number): number {
  return countUpTo(offset - 1, chunks, ({ start }) => start) - 1;
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

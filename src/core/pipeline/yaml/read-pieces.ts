import { moveTo, nextContent, type Reader } from "./block-yaml-reader.ts";
import { beginsPiece, findBoundary, type LinePlace } from "./chunk-boundary.ts";
import {
  type Chunk,
  type ChunkSource,
  longestBroken,
  readBrokenChunk,
  readSoundChunk,
  unreadable,
} from "./read-chunk.ts";
import type { ScalarNode } from "../node.ts";

/** The pieces of a dvc.yaml up to some place: those before the key `stages`, the stages, and those behind them. */
export interface Pieces {
  readonly before: Chunk[];
  /** The key `stages`; without it there is nothing but `before`. */
  key: ScalarNode | undefined;
  /** Where the names of the stages stand; 0 without stages. */
  column: number;
  readonly stages: Chunk[];
  readonly after: Chunk[];
}

export type Section = "before" | "stages" | "after";

/**
 * Reads pieces from where the reader stands to the end of the text, or to a place from which on `isKnown` says that they
 * are known. False where the text has no pieces; what was read means nothing then.
 */
export function readPieces(
  source: ChunkSource,
  reader: Reader,
  pieces: Pieces,
  isKnown: (section: Section, at: number) => boolean,
): boolean {
  while (reader.column >= 0) {
    const key = reader.column === 0 ? readStagesKey(reader) : undefined;
    if (key !== undefined) {
      if (pieces.key !== undefined) return false;
      pieces.key = key;
      pieces.column = reader.column;
    }
    const section = sectionAt(source.text, reader, pieces);
    if (section !== undefined && isKnown(section, reader.at)) return true;
    const place: LinePlace = { at: reader.at, column: reader.column };
    const chunk = section && readChunk(source, reader, place);
    if (section !== undefined && chunk !== undefined) pieces[section].push(chunk);
    else if (!readStray(source, reader, { place, pieces })) return false;
  }
  return true;
}

/** What a piece at this place belongs to; undefined where none can begin in its column. */
function sectionAt(text: string, place: LinePlace, pieces: Pieces): Section | undefined {
  const { column } = place;
  if (pieces.key === undefined) return column === 0 ? "before" : undefined;
  if (pieces.after.length > 0) return column === 0 ? "after" : undefined;
  if (column === pieces.column) return "stages";
  return beginsPiece(text, place, pieces.column) ? "after" : undefined;
}

function readChunk(source: ChunkSource, reader: Reader, place: LinePlace): Chunk | undefined {
  const chunk = readSoundChunk(source, reader);
  if (chunk !== undefined) return chunk;
  return beginsPiece(source.text, place, place.column)
    ? readBrokenChunk(source, reader, { start: place.at, column: place.column })
    : undefined;
}

/** A line that can begin no piece, and the pieces before it. */
interface Stray {
  readonly place: LinePlace;
  readonly pieces: Pieces;
}

/** Reads a line that can begin no piece, and what follows it, as a mistake in the piece before it. */
function readStray(source: ChunkSource, reader: Reader, { place, pieces }: Stray): boolean {
  const section = pieces.after.length > 0 ? "after" : pieces.key === undefined ? "before" : "stages";
  const column = section === "stages" ? pieces.column : 0;
  const list = pieces[section];
  const last = list.at(-1);
  if (last === undefined && place.column !== column) return false;
  const boundary = findBoundary(source.text, place.at, column);
  const isLong = last !== undefined && boundary.at - last.start > longestBroken;
  if (last !== undefined && !isLong) list.pop();
  const chunk = isLong
    ? readUnreadable(source, reader, { place, boundary })
    : readBrokenChunk(source, reader, { start: last?.start ?? place.at, column });
  if (chunk !== undefined) list.push(chunk);
  return chunk !== undefined;
}

function readUnreadable(
  { file, text }: ChunkSource,
  reader: Reader,
  { place, boundary }: { readonly place: LinePlace; readonly boundary: LinePlace },
): Chunk {
  moveTo(reader, boundary.at, boundary.column);
  return unreadable(file, text, { start: place.at, end: boundary.at });
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

import type { LockEntry, LockFile } from "./lock-model.ts";
import type { LockReading } from "./lock-reading.ts";
import { childOf, entriesOf } from "../map-entries.ts";
import { moveProblem } from "../move-problem.ts";
import { type QuickReader, quickReader } from "./quick-lock.ts";
import type { Problem } from "../problem.ts";
import { readLockEntries } from "./read-lock-entry.ts";
import { beginsPiece, findBoundary } from "../yaml/chunk-boundary.ts";
import { isBeyondChunks } from "../yaml/chunked-yaml.ts";
import { longText, parseYaml } from "../yaml/parse-yaml.ts";
import { longestBroken } from "../yaml/read-chunk.ts";
import { tellStrayKeys } from "../yaml/stray-keys.ts";
import { differenceOf } from "../yaml/text-difference.ts";

/** A part of a dvc.lock that is read by itself: an entry, and what is written between it and the next. */
export interface LockPiece {
  /** How many characters it takes. */
  readonly length: number;
  readonly stages: readonly (readonly [name: string, entry: LockEntry])[];
  /** What is wrong with one that is not in the form that DVC gives it; places count from `head` before the piece. */
  readonly odd?: { readonly syntax: readonly Problem[]; readonly problems: readonly Problem[] };
}

/** What an odd piece is read behind. */
const head = "stages:\n";

/** How far DVC indents the names of stages. */
const column = 2;

/** Where pieces are read from. */
interface Reading {
  readonly file: string;
  readonly text: string;
  readonly reader: QuickReader;
  /** Whether the text has none of what no line in DVC's form has. */
  readonly isClean: boolean;
}

/** Reads a dvc.lock in pieces; undefined of one that is not made of them. */
export function readLockPieces(file: string, text: string): readonly LockPiece[] | undefined {
  const reader = quickReader(text);
  if (reader === undefined || !isPieceEnd(text, reader)) return undefined;
  const reading: Reading = { file, text, reader, isClean: isClean(text) };
  const pieces: LockPiece[] = [];
  while (reader.at() < text.length) {
    const piece = readPiece(reading);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/**
 * The same after an edit: reads the pieces that it touched.
 *
 * @param before the pieces of the text before
 */
export function rereadLockPieces(
  before: readonly LockPiece[],
  oldText: string,
  { file, text }: { readonly file: string; readonly text: string },
): readonly LockPiece[] | undefined {
  const { start, end, newEnd } = differenceOf(oldText, text);
  const delta = newEnd - end;
  const begin = oldText.length - before.reduce((sum, { length }) => sum + length, 0);
  if (start < begin) return undefined;
  const { first, at } = firstTouched(before, oldText, { begin, start });
  const reader = quickReader(text, at);
  if (reader === undefined || !isPieceEnd(text, reader)) return undefined;
  const read: LockPiece[] = [];
  let rest = first;
  let restAt = at;
  do {
    const piece = readPiece({ file, text, reader, isClean: false });
    if (piece === undefined) return undefined;
    read.push(piece);
    for (let next = before[rest]; next && restAt < Math.max(reader.at() - delta, end); next = before[rest]) {
      restAt += next.length;
      rest += 1;
    }
  } while (reader.at() < text.length && restAt !== reader.at() - delta);
  const pieces = [...before.slice(0, first), ...read, ...before.slice(rest)];
  return text.length < longText && pieces.some(({ odd }) => odd) ? undefined : pieces;
}

/** The first piece to be read again: what stands in the first line of a piece also says where the one before it ends. */
function firstTouched(
  before: readonly LockPiece[],
  oldText: string,
  { begin, start }: { readonly begin: number; readonly start: number },
): { readonly first: number; readonly at: number } {
  let at = begin;
  let first = 0;
  for (let piece = before[0]; piece !== undefined && first + 1 < before.length; piece = before[first]) {
    const lineEnd = oldText.indexOf("\n", at + piece.length);
    if (lineEnd < 0 || start <= lineEnd) break;
    at += piece.length;
    first += 1;
  }
  return { first, at };
}

function readPiece(reading: Reading): LockPiece | undefined {
  const { text, reader } = reading;
  const start = reader.at();
  const quick = reader.read();
  const end = reader.at();
  if (
    quick !== undefined &&
    isPieceEnd(text, reader) &&
    (reading.isClean || isClean(text.slice(start, end)))
  ) {
    return { length: end - start, stages: [[quick.name, quick.entry]] };
  }
  return text.length < longText ? undefined : readOddPiece(reading, start);
}

/** Whether there is nothing in a text that no line in DVC's form has. */
function isClean(text: string): boolean {
  return !/[\r\t]|<{7}/.test(text);
}

/** Whether the text ends where the reader stands, or the next piece begins there. */
function isPieceEnd(text: string, reader: QuickReader): boolean {
  const at = reader.at();
  if (at >= text.length || reader.isAtName()) return true;
  return text.startsWith(" ".repeat(column), at) && beginsPiece(text, { at: at + column, column }, column);
}

/** A piece in another form, right or wrong. Undefined where it may mean something to others, or is not all there is. */
function readOddPiece({ file, text, reader }: Reading, start: number): LockPiece | undefined {
  const boundary = findBoundary(text, start + column, column);
  const end = boundary.column < 0 ? text.length : boundary.at - boundary.column;
  const source = text.slice(start, end);
  if (boundary.column === 0 || source.length > longestBroken || isBeyondChunks(source)) return undefined;
  const read = head + source;
  const { root, problems } = parseYaml(file, read);
  const listed = childOf(root, "stages");
  const [, ...keys] = entriesOf(root);
  const stage = entriesOf(listed).at(-1);
  const syntax = problems.length > 0 ? problems : tellStrayKeys({ stage, keys }, { file, text: read });
  if (syntax.length === 0 && listed?.kind !== "map") return undefined;
  const reading: LockReading = { file, problems: [] };
  const stages = listed?.kind === "map" ? readLockEntries(listed, reading) : [];
  reader.moveTo(end);
  return { length: end - start, stages, odd: { syntax, problems: reading.problems } };
}

/** What pieces say together; undefined where two stages have one name or there are none. */
export function lockOf(file: string, text: string, pieces: readonly LockPiece[]): LockFile | undefined {
  const listed = pieces.flatMap(({ stages }) => stages);
  const stages = new Map(listed);
  if (stages.size !== listed.length || pieces.length === 0) return undefined;
  let at = text.length - pieces.reduce((sum, { length }) => sum + length, 0);
  const syntax: Problem[] = [];
  const problems: Problem[] = [];
  for (const { odd, length } of pieces) {
    const moved = movedTo(file, at - head.length);
    if (odd !== undefined) {
      syntax.push(...odd.syntax.flatMap(moved));
      problems.push(...odd.problems.flatMap(moved));
    }
    at += length;
  }
  return { file, stages, problems: [...syntax, ...problems] };
}

/** Moves a problem of a file by a number of characters. */
function movedTo(file: string, delta: number): (problem: Problem) => readonly Problem[] {
  // As if something had been put before the text.
  const difference = { start: -1, end: -1, newEnd: delta - 1 };
  return (problem) => {
    const moved = moveProblem(problem, (other) => (other === file ? difference : undefined));
    return moved === undefined ? [] : [moved];
  };
}

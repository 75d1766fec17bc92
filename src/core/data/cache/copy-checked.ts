import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";

import { isNotFound } from "#core/data/atomic-write";
import { changedWhileStored } from "#core/data/failures";
import { chunkSize, hashBytes, hashFile, pieceSize, readChunks } from "#core/data/hash/md5";
import type { WritePiece } from "#core/data/hash/md5";
import type { StatCache } from "#core/data/hash/stat-cache";
import { hasSameFacts, statIfThere } from "#core/data/hash/stat-if-there";

import { isUnsupported } from "./link.ts";
import { createObjectFile, syncsAtOnce } from "./object-file.ts";
import { protectedMode } from "./store-object.ts";

export interface CopyOptions {
  /** Knows which files did not change since they were hashed: copies of large ones need no second hashing. */
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the bytes of a large file. */
  readonly onBytes?: ((done: number) => void) | undefined;
}

/** A file of the workspace that is to become an object. */
export interface NewObject {
  readonly md5: string;
  /** Absolute path. */
  readonly source: string;
  /** Bytes, when it was hashed. */
  readonly size: number;
  /** What it holds, where that was read just now. */
  readonly content?: Buffer;
}

/**
 * Copies a file to a new, protected one, which has the hash that it will be named after. Throws a Failure when the file
 * has changed since it was hashed.
 */
export type CopyChecked = (object: NewObject, target: string) => void | Promise<void>;

/**
 * Opens a copier. Where the file system can, a copy shares the blocks of its source and costs no space; the copier
 * stops asking for that when it was refused once.
 */
export function openCopier(options: CopyOptions): CopyChecked {
  let canClone = true;
  // A new file has the right mode at once, unless the mask takes some of it away.
  const needsMode = (process.umask() & protectedMode) !== 0;
  const clone = (source: string, target: string): boolean => {
    canClone &&= isCloned(source, target);
    return canClone;
  };
  return (object, target) => {
    const copy = { ...object, target, isCloned: clone(object.source, target) };
    return object.size > chunkSize ? copyLarge(copy, options) : copySmall(copy, needsMode);
  };
}

interface Copy extends NewObject {
  readonly target: string;
  /** The target has the content of the source already. */
  readonly isCloned: boolean;
}

/**
 * Copies a file to a new one that shares its blocks; false where the file system cannot. Throws a Failure when there is
 * nothing to copy.
 */
export function isCloned(source: string, target: string): boolean {
  try {
    copyFileSync(source, target, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    rmSync(target, { force: true });
    if (isNotFound(error)) throw changedWhileStored(source);
    if (isUnsupported(error)) return false;
    throw error;
  }
}

function copySmall({ source, md5, target, isCloned, content }: Copy, needsMode: boolean): void {
  const bytes = isCloned ? readFileSync(target) : (content ?? read(source));
  const isRight = bytes === content || (bytes !== undefined && hashBytes(bytes, "md5") === md5);
  if (!isRight || bytes === undefined) throw changedWhileStored(source);
  const file = openSync(target, isCloned ? "r" : "wx", protectedMode);
  try {
    if (!isCloned) writeFileSync(file, bytes);
    if (syncsAtOnce) fsyncSync(file);
    if (isCloned || needsMode) fchmodSync(file, protectedMode);
  } finally {
    closeSync(file);
  }
}

async function copyLarge({ source, md5, target, isCloned }: Copy, options: CopyOptions): Promise<void> {
  const { stats, signal } = options;
  const before = statIfThere(source);
  const isKnown = before && stats?.get({ path: source, stats: before, time: 0 }, "md5") === md5;
  if (isCloned) chmodSync(target, protectedMode);
  const copied = isCloned ? undefined : await copyContent(source, target, { ...options, isKnown });
  const actual = isCloned && !isKnown ? await hashFile(target, "md5", { signal }) : copied;
  const isRight = isKnown ? hasSameFacts(before, statIfThere(source)) : actual === md5;
  if (!isRight) throw changedWhileStored(source);
}

/** Gives the hash of what was copied, unless it is known. */
async function copyContent(
  source: string,
  target: string,
  options: CopyOptions & { readonly isKnown: boolean | undefined },
): Promise<string | undefined> {
  const file = await createObjectFile(target);
  try {
    const { write } = file;
    const copy = options.isKnown
      ? pour(source, write, options)
      : hashFile(source, "md5", { ...options, write });
    const md5 = await copy;
    await file.finish();
    return md5;
  } finally {
    await file.close();
  }
}

async function pour(source: string, write: WritePiece, { signal, onBytes }: CopyOptions): Promise<undefined> {
  let done = 0;
  for await (const piece of readChunks(source, signal, pieceSize)) {
    await write(piece);
    done += piece.length;
    onBytes?.(done);
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

import { rm } from "node:fs/promises";

import { isNotFound } from "#core/data/atomic-write";
import { changedWhileStored } from "#core/data/failures";
import type { ReadLarge } from "#core/data/hash/hash";
import type { WritePiece } from "#core/data/hash/md5";
import type { Sighting } from "#core/data/hash/stat-cache";
import { hasSameFacts, lstatIfThere, statIfThere } from "#core/data/hash/stat-if-there";
import { systemFailure } from "#core/data/system-errors";
import { Failure } from "#core/failure";

import { isCloned } from "./copy-checked.ts";
import { createObjectFile } from "./object-file.ts";
import type { ObjectFile } from "./object-file.ts";
import type { ObjectWriter, UnnamedObject } from "./object-writer.ts";

/**
 * Opens what makes an object of each large file in the one reading that hashes it. Left to a copy that comes later is what
 * a file system can clone, which costs nothing, a file that may be an object itself, and what cannot be written now:
 * perhaps it is in the cache already.
 * @param isNew asked of each object that was made; one that it is false of is thrown away
 */
export function openStoreWhileHashed(writer: ObjectWriter, isNew: (md5: string) => boolean): ReadLarge {
  let clones = false;
  const begin = async (source: string): Promise<Beginning | undefined> => {
    const unnamed = await writer.unnamed();
    clones = isCloned(source, unnamed.path);
    if (!clones) return { ...unnamed, file: await createObjectFile(unnamed.path) };
    await rm(unnamed.path, { force: true });
    return undefined;
  };
  return async (source, hash) => {
    const begun = clones || mayBeObject(source) ? undefined : await unlessRefused(() => begin(source.path));
    if (begun === undefined) return hash();
    const { path, name, file } = begun;
    try {
      const { md5, isWhole } = await fill(file, hash);
      if (isWhole && isNew(md5)) {
        if (!hasSameFacts(source.stats, statIfThere(source.path))) throw changedWhileStored(source.path);
        name(md5, source.stats.size);
      }
      return md5;
    } finally {
      await rm(path, { force: true });
    }
  };
}

interface Beginning extends UnnamedObject {
  readonly file: ObjectFile;
}

/** A link most likely leads to the cache. */
function mayBeObject({ path, stats }: Sighting): boolean {
  return stats.nlink > 1 || lstatIfThere(path)?.isSymbolicLink() === true;
}

/** The hash counts also when the rest could not be written. */
async function fill(
  file: ObjectFile,
  hash: (write: WritePiece) => Promise<string>,
): Promise<{ readonly md5: string; readonly isWhole: boolean }> {
  let isWhole = true;
  const goOn = async (work: () => Promise<void>): Promise<void> => {
    isWhole &&= (await unlessRefused(() => work().then(() => true))) ?? false;
  };
  try {
    const md5 = await hash((piece) => goOn(() => file.write(piece)));
    await goOn(file.finish);
    return { md5, isWhole };
  } finally {
    await file.close();
  }
}

/** Undefined for what fails for a reason outside: the copy that comes later meets the same, and says so. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure || isNotFound(error) || systemFailure(error)) return undefined;
    throw error;
  }
}

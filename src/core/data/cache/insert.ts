import { sep } from "node:path";

import { writeSynced } from "#core/data/atomic-write";
import { hashPath } from "#core/data/hash/hash";
import type { HashOptions, PathHash } from "#core/data/hash/hash";
import type { StatCache } from "#core/data/hash/stat-cache";
import { lstatIfThere } from "#core/data/hash/stat-if-there";
import { namesInSync } from "#core/data/list-folder";
import { systemFailure } from "#core/data/system-errors";
import { openPauses } from "#core/data/pauses";
import { syncFile } from "#core/data/sync-file";
import { canSyncFileSystem } from "#core/data/sync-file-system";
import type { Work } from "#core/progress";

import { openCopier } from "./copy-checked.ts";
import type { CopyChecked, NewObject } from "./copy-checked.ts";
import { findAbsent, objectPath, objectsFolder } from "./find-objects.ts";
import { openObjectWriter } from "./object-writer.ts";
import type { Destination, ObjectWriter } from "./object-writer.ts";
import { sweepStaging } from "./staging.ts";
import { isProtected, storeObject } from "./store-object.ts";
import { openStoreWhileHashed } from "./store-while-hashed.ts";

export interface InsertOptions {
  /** What was learnt when the path was hashed: saves a second hashing of large files. */
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the files of a folder, and of the bytes of a file. */
  readonly onProgress?: Work["onProgress"];
}

/** Stores what `hashPath` found at a path, as `Cache.insert` says. */
export async function insert(
  destination: Destination,
  path: string,
  hash: PathHash,
  options: InsertOptions,
): Promise<void> {
  if (hash.tree !== undefined) await sweepStaging(objectsFolder(destination.directory));
  await insertRest(destination, path, hash, { ...options, stored: new Set() });
}

/** Hashes a path and stores it, as `Cache.store` says. */
export async function store(
  destination: Destination,
  path: string,
  options: HashOptions,
): Promise<PathHash | undefined> {
  await sweepStaging(objectsFolder(destination.directory));
  const writer = openObjectWriter(destination, options.signal);
  const copy = openCopier(options);
  const stored = new Set<string>();
  const folders = new Set(namesInSync(objectsFolder(destination.directory)));
  const isThere = (md5: string): boolean => {
    if (!folders.has(md5.slice(0, 2))) return false;
    const there = lstatIfThere(objectPath(destination.directory, md5));
    return there !== undefined && isProtected(there.mode);
  };
  /** What cannot be written is not the fault of the file that is read. */
  const refused = (error: unknown): never => {
    throw systemFailure(error, destination.directory) ?? error;
  };
  /** True once for each object that is to be made. */
  const isNew = (md5: string): boolean => {
    if (stored.has(md5)) return false;
    stored.add(md5);
    return !isThere(md5);
  };
  try {
    const onContent = (object: NewObject): void | Promise<void> => {
      if (!isNew(object.md5)) return undefined;
      try {
        return write(object, writer, copy)?.catch(refused);
      } catch (error) {
        return refused(error);
      }
    };
    const onLargeContent = openStoreWhileHashed(writer, isNew);
    const hash = await hashPath(path, { ...options, onContent, onLargeContent });
    await writer.finish();
    if (hash !== undefined) await insertRest(destination, path, hash, { ...options, stored });
    return hash;
  } finally {
    await writer.close();
  }
}

interface RestOptions extends InsertOptions {
  /** Objects that are in the cache already. */
  readonly stored: ReadonlySet<string>;
}

async function insertRest(
  destination: Destination,
  path: string,
  hash: PathHash,
  options: RestOptions,
): Promise<void> {
  const { directory, shared } = destination;
  const { stored, signal } = options;
  const files = filesOf(path, hash, stored);
  const absent = await findAbsent(directory, [hash.md5, ...files.keys()], signal);
  const wanted = [...files.values()].filter(({ md5 }) => absent.has(md5));
  if (hash.tree === undefined) return copyOne(destination, wanted[0], options);
  await copyAll(destination, wanted, options);
  if (!absent.has(hash.md5)) return;
  const { listing } = hash.tree;
  // The listing comes last: while it is absent nothing claims that the folder is in the cache.
  await storeObject(objectPath(directory, hash.md5), shared, (temporary) => writeSynced(temporary, listing));
}

/** For one object the places and passes that many share would take longer than the object. */
async function copyOne(
  { directory, shared }: Destination,
  object: NewObject | undefined,
  { stats, signal, onProgress }: InsertOptions,
): Promise<void> {
  if (object === undefined) return;
  const onBytes = (done: number): void =>
    onProgress?.({ phase: "Storing", done, total: object.size, unit: "bytes" });
  const copy = openCopier({ stats, signal, onBytes });
  await storeObject(objectPath(directory, object.md5), shared, async (temporary) => {
    await copy(object, temporary);
    if (canSyncFileSystem) await syncFile(temporary);
  });
}

async function copyAll(
  destination: Destination,
  objects: readonly NewObject[],
  { stats, signal, onProgress }: InsertOptions,
): Promise<void> {
  const copy = openCopier({ stats, signal });
  const pause = openPauses(signal);
  const writer = openObjectWriter(destination, signal);
  try {
    for (const [index, object] of objects.entries()) {
      const waiting = pause();
      if (waiting) await waiting;
      const writing = write(object, writer, copy);
      if (writing) await writing;
      onProgress?.({ phase: "Storing", done: index + 1, total: objects.length, unit: "files" });
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
}

function write(object: NewObject, writer: ObjectWriter, copy: CopyChecked): void | Promise<void> {
  const target = writer.next(object.md5, object.size);
  return typeof target === "string" ? copy(object, target) : target.then((path) => copy(object, path));
}

/** One file for each object, by its name. */
function filesOf(
  path: string,
  { md5, size, tree }: PathHash,
  stored: ReadonlySet<string>,
): ReadonlyMap<string, NewObject> {
  const files = new Map<string, NewObject>();
  if (tree === undefined && !stored.has(md5)) files.set(md5, { md5, size, source: path });
  for (const member of tree?.members ?? []) {
    if (stored.has(member.md5)) continue;
    files.set(member.md5, { md5: member.md5, size: member.size, source: path + sep + member.relpath });
  }
  return files;
}

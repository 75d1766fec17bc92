import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, sep } from "node:path";

import { hasCode } from "#core/data/atomic-write";
import { openPauses } from "#core/data/pauses";
import { syncFile } from "#core/data/sync-file";
import { canSyncFileSystem, syncFileSystem } from "#core/data/sync-file-system";

import { objectsFolder } from "./find-objects.ts";
import { stagingName } from "./staging.ts";
import { makeFolder } from "./store-object.ts";

/** The cache that something is put into. */
export interface Destination {
  /** Absolute. */
  readonly directory: string;
  readonly shared: boolean;
}

/**
 * Brings many new objects into a cache. They are made aside, brought to the disk, and then moved into place, so that an
 * object is always whole, also after a crash. The folders they are moved into are not synced: a power cut can at worst
 * make an object absent, which is seen, never wrong.
 */
export interface ObjectWriter {
  /** Gives the path where an object is to be made now, whole and protected; on Windows also synced. */
  next(md5: string, size: number): string | Promise<string>;
  /** Begins an object whose hash shows only when it is made. One that is to have no name is removed by whoever made it. */
  unnamed(): Promise<UnnamedObject>;
  /** Brings into the cache what was made. */
  finish(): Promise<void>;
  /** Throws away what was made and is not in the cache; to be called in the end, in any case. */
  close(): Promise<void>;
}

export interface UnnamedObject {
  /** Where it is to be made, as at a path that `next` gives. */
  readonly path: string;
  /** Makes it one of those that are brought in; to be called before anything else is asked of the writer. */
  readonly name: (md5: string, size: number) => void;
}

/** Objects that are made before any of them is moved into place. */
interface Batch {
  readonly staging: string;
  /** Two digits each. */
  readonly folders: Set<string>;
  readonly names: string[];
  /** Bytes. */
  size: number;
}

/** A batch ends here, so that not everything is lost, and done again, when a long store is stopped. */
const batchLimit = { objects: 100_000, bytes: 1 << 30 };

/** Up to as many objects are brought to the disk one by one, and more of them together. */
const fewObjects = 200;

/** After as many the disk may begin, so that in the end it has little left to do. */
const objectsAhead = 20_000;

export function openObjectWriter(
  { directory, shared }: Destination,
  signal: AbortSignal | undefined,
): ObjectWriter {
  const folder = objectsFolder(directory);
  let batch: Batch | undefined;
  /** The batch before this one, which is brought to the disk and into place meanwhile. */
  let before: Promise<void> = Promise.resolve();
  const turnOver = async (): Promise<void> => {
    const full = batch;
    await before;
    if (full === undefined) return;
    batch = undefined;
    before = bringIn(full, folder, signal);
    // Whoever waits for it next learns of the error; until then it is not forgotten.
    before.catch(() => undefined);
  };
  const openBatch = async (): Promise<Batch> => {
    await makeFolder(folder, shared);
    const staging = join(folder, stagingName());
    mkdirSync(staging);
    return { staging, folders: new Set(), names: [], size: 0 };
  };
  const pathIn = (current: Batch, md5: string, size: number): string => {
    const digits = md5.slice(0, 2);
    const staged = stagedFolder(current.staging, digits);
    if (!current.folders.has(digits)) {
      mkdirSync(staged);
      if (shared) chmodSync(staged, 0o2775);
      current.folders.add(digits);
    }
    current.names.push(md5);
    current.size += size;
    if (current.names.length % objectsAhead === 0) void syncFileSystem(current.staging);
    return staged + sep + md5.slice(2);
  };
  const inBatch = <T>(make: (current: Batch) => T): T | Promise<T> => {
    if (batch !== undefined && !isFull(batch)) return make(batch);
    return turnOver()
      .then(openBatch)
      .then((opened) => make((batch = opened)));
  };
  return {
    next: (md5, size) => inBatch((current) => pathIn(current, md5, size)),
    unnamed: async () =>
      inBatch((current) => {
        const path = join(current.staging, "unnamed");
        return { path, name: (md5, size) => renameSync(path, pathIn(current, md5, size)) };
      }),
    async finish() {
      await turnOver();
      await before;
    },
    async close() {
      await before.catch(() => undefined);
      if (batch !== undefined) await rm(batch.staging, { recursive: true, force: true });
    },
  };
}

function isFull({ names, size }: Batch): boolean {
  return names.length >= batchLimit.objects || size >= batchLimit.bytes;
}

/** Where the objects are made whose names begin with two digits; by this name DVC takes it for nothing. */
function stagedFolder(staging: string, digits: string): string {
  return `${staging}${sep}${digits}-new`;
}

async function bringIn(batch: Batch, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const { staging, names } = batch;
  try {
    const isSynced = !canSyncFileSystem || (names.length > fewObjects && (await syncFileSystem(staging)));
    if (!isSynced) await syncEach(batch);
    await place(batch, folder, signal);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function syncEach({ staging, names }: Batch): Promise<void> {
  for (const md5 of names) {
    await syncFile(join(stagedFolder(staging, md5.slice(0, 2)), md5.slice(2)));
  }
}

async function place(batch: Batch, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const pause = openPauses(signal);
  for (const digits of batch.folders) {
    const from = stagedFolder(batch.staging, digits);
    const to = join(folder, digits);
    if (isFolderMoved(from, to)) continue;
    for (const object of readdirSync(from)) {
      const waiting = pause();
      if (waiting) await waiting;
      moveObject(join(from, object), join(to, object));
    }
  }
}

/** Moves a folder to where none is, or an empty one; false where objects are already. */
function isFolderMoved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES", "ENOTDIR"].some((code) => hasCode(error, code)))
      return false;
    throw error;
  }
}

function moveObject(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Windows refuses to replace a read-only file: another process stored the same object meanwhile.
    if (process.platform === "win32" && existsSync(to)) return;
    throw error;
  }
}

import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { hasCode } from "./atomic-write.ts";
import { openCopier } from "./copy-checked.ts";
import type { NewObject } from "./copy-checked.ts";
import { groupByFolder } from "./find-objects.ts";
import { openPauses } from "./pauses.ts";
import { stagingName } from "./staging.ts";
import type { StatCache } from "./stat-cache.ts";
import { makeFolder } from "./store-object.ts";
import { canSyncFileSystem, syncFileSystem } from "./sync-file-system.ts";

export interface StoreOptions {
  /** Absolute path of the folder that holds the objects. */
  readonly folder: string;
  /** The cache belongs to a group. */
  readonly shared: boolean;
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of files that are stored, and of the bytes of one that is being stored. */
  readonly onFile?: ((done: number) => void) | undefined;
  readonly onBytes?: ((done: number) => void) | undefined;
}

/** A batch ends here, so that not everything is lost, and done again, when a long store is stopped. */
const batchLimit = { objects: 25_000, bytes: 1 << 30 };

/** Up to 200 objects are brought to the disk one by one as they are made, and all where there is no other way. */
const isSyncedByOne = (objects: readonly NewObject[]): boolean => objects.length <= 200 || !canSyncFileSystem;

/**
 * Copies files into a cache that lacks them. They are made aside, brought to the disk, and then moved into place, so
 * that an object is always whole, also after a crash. The folders they are moved into are not synced: a power cut can
 * at worst make an object absent, which is seen, never wrong. Throws a Failure for a file that has changed.
 */
export async function storeObjects(objects: readonly NewObject[], options: StoreOptions): Promise<void> {
  if (objects.length === 0) return;
  const { folder, shared } = options;
  await makeFolder(folder, shared);
  // Objects of one folder come after each other: while that is new it is moved as a whole.
  const sorted = [...groupByFolder(objects, ({ md5 }) => md5).values()].flat();
  let done = 0;
  // While one batch is brought to the disk, the next one is made.
  let before: Promise<void> = Promise.resolve();
  for (const batch of splitBatches(sorted)) {
    const staging = join(folder, stagingName());
    try {
      mkdirSync(staging);
      await stage(batch, staging, { ...options, onFile: (stored) => options.onFile?.(done + stored) });
      await before;
    } catch (error) {
      await Promise.allSettled([before, rm(staging, { recursive: true, force: true })]);
      throw error;
    }
    done += batch.length;
    before = finish(batch, staging, options);
    // Awaited in the next turn; until then nobody else may take the error for forgotten.
    before.catch(() => undefined);
  }
  await before;
}

function splitBatches(objects: readonly NewObject[]): NewObject[][] {
  const batches: NewObject[][] = [];
  let room = { objects: 0, bytes: 0 };
  for (const object of objects) {
    if (room.objects < 1 || room.bytes < 0) {
      batches.push([]);
      room = { ...batchLimit };
    }
    batches.at(-1)?.push(object);
    room = { objects: room.objects - 1, bytes: room.bytes - object.size };
  }
  return batches;
}

/** Two digits that begin the names of objects, and the folder where those are staged; DVC takes it for nothing. */
const stagedFolder = (staging: string, digits: string): string => join(staging, `${digits}-new`);

async function stage(objects: readonly NewObject[], staging: string, options: StoreOptions): Promise<void> {
  const { signal, stats, shared, onBytes, onFile } = options;
  const copy = openCopier({ stats, signal, onBytes, sync: isSyncedByOne(objects) });
  const pause = openPauses(signal);
  let done = 0;
  for (const [digits, group] of groupByFolder(objects, ({ md5 }) => md5)) {
    const folder = stagedFolder(staging, digits);
    mkdirSync(folder);
    if (shared) chmodSync(folder, 0o2775);
    for (const object of group) {
      const waiting = pause();
      if (waiting) await waiting;
      const copying = copy(object, folder + sep + object.md5.slice(2));
      if (copying) await copying;
      onFile?.((done += 1));
    }
  }
}

async function finish(objects: readonly NewObject[], staging: string, options: StoreOptions): Promise<void> {
  try {
    const isSynced = isSyncedByOne(objects) || (await syncFileSystem(staging));
    if (!isSynced) await syncEach(objects, staging);
    await place(staging, options);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function syncEach(objects: readonly NewObject[], staging: string): Promise<void> {
  for (const { md5 } of objects) {
    const file = await open(join(stagedFolder(staging, md5.slice(0, 2)), md5.slice(2)), "r");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function place(staging: string, { folder, signal }: StoreOptions): Promise<void> {
  const pause = openPauses(signal);
  for (const name of readdirSync(staging)) {
    const from = join(staging, name);
    const to = join(folder, name.slice(0, 2));
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

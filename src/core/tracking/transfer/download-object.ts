import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { hasCode } from "#core/data/atomic-write";
import { algorithmOf } from "#core/data/cache/object-name";
import { storeObject } from "#core/data/cache/store-object";
import { hashFile } from "#core/data/hash/md5";
import { isInterruption } from "#core/data/remotes/failures";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import { syncFile } from "#core/data/sync-file";
import { namingSystemErrors } from "#core/data/system-errors";

import { wrongContent } from "./failures.ts";
import type { WantedObject } from "./wanted-object.ts";

/** Where downloads come from and go to. */
export interface Download {
  /** Absolute path of the cache. */
  readonly cacheDir: string;
  /** The cache belongs to a group of users. */
  readonly shared: boolean;
  /** Absolute path of the folder for what is not whole yet. */
  readonly folder: string;
  readonly store: RemoteStore;
  readonly signal: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

const chunkSize = 1 << 20;

/** The file in which an object grows. */
export function partOf(folder: string, { object }: WantedObject): string {
  return join(folder, `${object.md5}${object.isLegacy ? ".legacy" : ""}`);
}

/**
 * Downloads an object into its part file, going on with what is there, and checks its content while it comes: DVC does not,
 * and would keep whatever a remote gives. The part is not yet synced to the disk. Gives its bytes, or undefined when the
 * remote does not have it. Throws a Failure for content with another hash, after the part is removed.
 */
export async function downloadPart(wanted: WantedObject, download: Download): Promise<number | undefined> {
  const part = partOf(download.folder, wanted);
  return namingSystemErrors(async () => {
    const first = await receive(part, wanted, download);
    // The beginning may have been of an older, damaged object: then the whole is right.
    const last =
      first?.isRight === false && first.isResumed ? await again(part, first, wanted, download) : first;
    if (last?.isRight === true) return last.size;
    await rm(part, { force: true });
    if (last === undefined) return undefined;
    throw wrongContent(download.store.url, wanted.name);
  }, part);
}

async function again(
  part: string,
  { received }: Received,
  wanted: WantedObject,
  download: Download,
): Promise<Received | undefined> {
  await rm(part, { force: true });
  download.onBytes?.(-received);
  return receive(part, wanted, download);
}

/** Moves a whole part into the cache, in one step. It has to be on the disk. */
export async function placePart(wanted: WantedObject, { cacheDir, shared, folder }: Download): Promise<void> {
  const part = partOf(folder, wanted);
  await storeObject(join(cacheDir, wanted.name), shared, (temporary) => moveFile(part, temporary));
}

/** The cache may be on another disk. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    await syncFile(to);
    await rm(from);
  }
}

interface Received {
  readonly size: number;
  /** Of the size, what came from the remote now. */
  readonly received: number;
  readonly isResumed: boolean;
  readonly isRight: boolean;
}

async function receive(
  part: string,
  { object, name }: WantedObject,
  download: Download,
): Promise<Received | undefined> {
  const file = await open(part, "a+");
  try {
    const growth: Growth = { file, hash: createHash("md5"), size: 0, received: 0 };
    await hashBeginning(growth, download.signal);
    const isResumed = growth.size > 0;
    if (!(await append(growth, name, download))) return undefined;
    const { size, received } = growth;
    const algorithm = algorithmOf(object);
    const md5 =
      algorithm === "md5"
        ? growth.hash.digest("hex")
        : await hashFile(part, algorithm, { signal: download.signal });
    return { size, received, isResumed, isRight: md5 === object.md5.slice(0, 32) };
  } finally {
    await file.close();
  }
}

/** A file that grows at its end, with the hash of what is in it. */
interface Growth {
  readonly file: FileHandle;
  hash: Hash;
  size: number;
  received: number;
}

async function hashBeginning(growth: Growth, signal: AbortSignal): Promise<void> {
  const { size } = await growth.file.stat();
  const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size));
  while (growth.size < size) {
    signal.throwIfAborted();
    const { bytesRead } = await growth.file.read(buffer, 0, buffer.length, growth.size);
    if (bytesRead === 0) return;
    growth.hash.update(buffer.subarray(0, bytesRead));
    growth.size += bytesRead;
  }
}

/** Reads on until the end. As long as bytes come, a connection may break as often as it likes. */
async function append(growth: Growth, name: string, download: Download): Promise<boolean> {
  const { store, signal } = download;
  for (;;) {
    const outcome = await withRetries(signal, async () => {
      const before = growth.received;
      try {
        const content = await store.read(name, growth.size, signal);
        if (content === undefined) return "missing";
        if (content.start !== growth.size) await startAgain(growth, download);
        for await (const chunk of content.chunks) {
          await growth.file.writeFile(chunk);
          growth.hash.update(chunk);
          growth.size += chunk.length;
          growth.received += chunk.length;
          download.onBytes?.(chunk.length);
        }
        return "whole";
      } catch (error) {
        if (isInterruption(error) && growth.received > before) return "again";
        throw error;
      }
    });
    if (outcome !== "again") return outcome === "whole";
  }
}

async function startAgain(growth: Growth, download: Download): Promise<void> {
  await growth.file.truncate(0);
  growth.hash = createHash("md5");
  download.onBytes?.(-growth.received);
  growth.size = 0;
  growth.received = 0;
}

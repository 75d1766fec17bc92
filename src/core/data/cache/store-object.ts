import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { hashFile } from "#core/data/hash/md5";
import type { HashAlgorithm } from "#core/data/hash/md5";

import { temporaryName } from "./leftovers.ts";

/** Of every object. */
export const protectedMode = 0o444;

/**
 * DVC trusts an object whose mode is exactly 0444 and checks any other: a wrong one is deleted, a right one is
 * protected again, where that is possible: a cache may be read-only, or somebody else's. What is no file is no object.
 * Windows knows only the read-only flag.
 */
export async function isWhole(path: string, md5: string, algorithm: HashAlgorithm): Promise<boolean> {
  try {
    const seen = await stat(path);
    if (!seen.isFile()) return false;
    if (isProtected(seen.mode)) return true;
    const isRight = (await hashFile(path, algorithm)) === md5.slice(0, 32);
    await (isRight ? chmod(path, protectedMode) : rm(path)).catch(() => undefined);
    return isRight;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** True for the mode of an object that DVC trusts. */
export function isProtected(mode: number): boolean {
  return process.platform === "win32" ? (mode & 0o222) === 0 : (mode & 0o7777) === protectedMode;
}

/**
 * Brings an object into being in one step, so that one of that name is always whole, even after a crash. `write` makes
 * the content under a temporary name and syncs it. The folder is not synced: that would double the time, and a power cut
 * can at worst make the object absent, which is seen, never wrong.
 */
export async function storeObject(
  path: string,
  shared: boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await makeFolder(dirname(path), shared);
  const temporary = join(dirname(path), temporaryName());
  try {
    await write(temporary);
    await chmod(temporary, protectedMode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // Windows refuses to replace a read-only file: another process stored the same object meanwhile.
    if (process.platform === "win32" && existsSync(path)) return;
    throw error;
  }
}

/** In a shared cache the folders that come into being belong to the group, which may write in them. */
export async function makeFolder(folder: string, shared: boolean): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !shared) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o2775);
}

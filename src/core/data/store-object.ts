import { createHash, randomBytes } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isNotFound } from "./atomic-write.ts";
import { changedWhileStored } from "./failures.ts";
import { hashFile, readChunks } from "./md5.ts";
import type { HashAlgorithm } from "./md5.ts";

const protectedMode = 0o444;

/**
 * DVC trusts an object whose mode is exactly 0444 and checks any other: a wrong one is deleted, a right one is
 * protected again. Windows knows only the read-only flag.
 */
export async function isWhole(path: string, md5: string, algorithm: HashAlgorithm): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    const isProtected =
      process.platform === "win32" ? (mode & 0o222) === 0 : (mode & 0o7777) === protectedMode;
    if (isProtected) return true;
    const isRight = (await hashFile(path, algorithm, undefined)) === md5.slice(0, 32);
    await (isRight ? chmod(path, protectedMode) : rm(path));
    return isRight;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/**
 * Brings an object into being in one step, so that one of that name is always whole, even after a crash. `write` makes
 * the content under a temporary name and syncs it. The folder is not synced:
 * that would double the time, and a power cut can at worst make the object absent, which is seen, never wrong.
 */
export async function storeObject(
  path: string,
  shared: boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await makeFolder(dirname(path), shared);
  const temporary = join(dirname(path), `.${randomBytes(16).toString("base64url")}.tmp`);
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

/** Copies a file and makes sure that the copy has the hash that it will be named after. */
export async function copyChecked(
  source: string,
  md5: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const actual = (await cloned(source, target))
    ? await hashFile(target, "md5", signal)
    : await copyHashed(source, target, signal);
  if (actual !== md5) throw changedWhileStored(source);
}

/** A clone shares the blocks of the file: on the file systems that can, storing costs no space. */
async function cloned(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
    await syncFile(target);
    return true;
  } catch (error) {
    if (isNotFound(error)) throw changedWhileStored(source);
    await rm(target, { force: true });
    return false;
  }
}

async function copyHashed(source: string, target: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("md5");
  const handle = await open(target, "wx");
  try {
    for await (const chunk of readChunks(source, signal)) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** In a shared cache the folders that come into being belong to the group, which may write in them. */
async function makeFolder(folder: string, shared: boolean): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !shared) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o2775);
}

import { chmod, copyFile, lstat, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { hasCode, isNotFound, temporaryBeside } from "#core/data/atomic-write";

import { openMakingPlace } from "./making-place.ts";
import type { MakingPlace } from "./making-place.ts";

/**
 * Makes a file, or all files of a folder, private and writable: a command that goes on with an output of the last
 * run must not write into the cache through a link. Does nothing when nothing is there.
 * @param path absolute
 * @param root absolute path of the repository
 */
export async function unprotect(path: string, root: string): Promise<void> {
  const making = await openMakingPlace(root);
  try {
    await unprotectAll(path, making);
  } finally {
    making.remove();
  }
}

async function unprotectAll(path: string, making: MakingPlace): Promise<void> {
  const found = await lstat(path).catch(undefinedWhenMissing);
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await unprotectAll(join(path, name), making);
    return;
  }
  const isOwn = !found.isSymbolicLink() && found.nlink === 1;
  if (isOwn) await chmod(path, found.mode | 0o200);
  else if ((await stat(path).catch(undefinedWhenMissing))?.isFile() === true) {
    await replaceByCopy(path, making.nameFor(path));
  }
}

async function replaceByCopy(path: string, temporary: string): Promise<void> {
  try {
    await copyFile(path, temporary);
    await chmod(temporary, 0o666 & ~process.umask());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // A folder may be mounted from elsewhere in the same file system: only names beside are near then.
    if (!hasCode(error, "EXDEV")) throw error;
    await replaceByCopy(path, temporaryBeside(path));
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}

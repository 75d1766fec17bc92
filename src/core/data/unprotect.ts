import { chmod, copyFile, lstat, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { isNotFound, temporaryBeside } from "./atomic-write.ts";

/**
 * Makes a file, or all files of a folder, private and writable: a command that goes on with an output of the last
 * run must not write into the cache through a link. Does nothing when nothing is there.
 */
export async function unprotect(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await unprotect(join(path, name));
    return;
  }
  const isOwn = !found.isSymbolicLink() && found.nlink === 1;
  if (isOwn) await chmod(path, found.mode | 0o200);
  else if (found.isFile() || (await stat(path)).isFile()) await replaceByCopy(path);
}

async function replaceByCopy(path: string): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await copyFile(path, temporary);
    await chmod(temporary, 0o666 & ~process.umask());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { isTemporaryBeside, writeFileAtomic } from "./atomic-write.ts";

/**
 * Replaces a file in one step, as `writeFileAtomic` does, that only the holder of the repository's lock writes: what an
 * earlier writer left aside that was killed goes at the same time, since nobody else can be at work on it.
 */
export async function writeLocked(path: string, data: string): Promise<void> {
  await writeFileAtomic(path, data);
  removeLeftovers(path);
}

/**
 * As `writeLocked`, for work that writes the same files again and again: the folder around one is looked through when it
 * is written for the first time.
 */
export function openLockedWriter(): typeof writeLocked {
  const known = new Set<string>();
  return async (path, data) => {
    if (known.has(path)) return writeFileAtomic(path, data);
    await writeLocked(path, data);
    known.add(path);
  };
}

/** Removes what writers of a file left aside that were killed. Call it with the repository's lock held. */
export function removeLeftovers(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (isTemporaryBeside(name, path)) rmSync(join(dirname(path), name), { force: true });
  }
}

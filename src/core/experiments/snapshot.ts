import { lstat } from "node:fs/promises";
import { join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { untrackedFiles } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { snapshotTree } from "#core/git/snapshot";

/** The files of a workspace at one moment, as ids of Git trees. */
export interface Snapshot {
  /** What Git tracks, with the user's changes. */
  readonly tracked: string;
  /** The same with the files that are neither tracked nor ignored. */
  readonly all: string;
}

/** A larger file that Git does not track is data that somebody forgot to track; it does not go into Git's store. */
const largestUntracked = 10 * 1024 * 1024;

/**
 * Takes down the files of a workspace; its files and its index stay as they are.
 * @param texts what files shall hold in the snapshot instead of what they hold, by repository-relative path
 */
export async function takeSnapshot(
  git: Git,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<Snapshot> {
  const include = await smallUntrackedFiles(git);
  const tracked = await snapshotTree(git, { texts });
  return { tracked, all: include.length === 0 ? tracked : await snapshotTree(git, { include, texts }) };
}

async function smallUntrackedFiles(git: Git): Promise<readonly string[]> {
  const small: string[] = [];
  for (const file of await untrackedFiles(git)) {
    // A name with a slash at its end is another repository inside of this one.
    if (file.endsWith("/") || file.startsWith(".dvc/tmp/") || file.startsWith(".dvc/cache/")) continue;
    if ((await sizeOf(join(git.root, file))) <= largestUntracked) small.push(file);
  }
  return small;
}

/** A file that went away since it was listed counts as too large, which leaves it out. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (isNotFound(error)) return Infinity;
    throw error;
  }
}

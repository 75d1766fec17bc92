import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

import { checkout } from "#core/data/cache/checkout";
import { printTree, treeHash } from "#core/data/cache/dir-object";
import { isListing } from "#core/data/cache/object-name";
import { trackedPaths } from "#core/git/changes";
import { isWithin } from "#core/pipeline/repository-path";

import { hashIn, lookingWith } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import type { Tracked } from "./tracked.ts";

/**
 * Deletes what an earlier command put into the workspace and nothing tracks any more, as after a change of branches.
 * Only what still holds what was put there and is in the cache goes; what Git tracks now, and what lies in data that is
 * tracked now, stays. Gives the repository-relative paths, folders with `/`.
 */
export async function removeUntracked(tools: DataTools, { outputs }: Tracked): Promise<string[]> {
  const { git, cache, placed, work } = tools;
  const tracked = new Set(outputs.map(({ path }) => path));
  const left = [...placed.known].filter(([path]) => !tracked.has(path));
  const inGit = await trackedPaths(
    git,
    left.map(([path]) => path),
  );
  const missing = await cache.missing(
    left.map(([, md5]) => md5),
    { signal: work.signal },
  );
  const deleted: string[] = [];
  for (const [path, md5] of left) {
    placed.forget(path);
    const isOthers = inGit.has(path) || outputs.some((output) => isWithin(path, output.path));
    if (isOthers || missing.has(md5) || (await hashIn(tools, path))?.md5 !== md5) continue;
    await removeData(tools, path, md5);
    deleted.push(isListing(md5) ? `${path}/` : path);
  }
  return deleted;
}

/** Of a folder only what DVC sees goes: what .dvcignore names was never in the cache. */
async function removeData(tools: DataTools, path: string, md5: string): Promise<void> {
  const { root, cache, config } = tools;
  const target = join(root, path);
  if (!isListing(md5)) {
    await rm(target, { force: true });
    return;
  }
  const nothing = { ...cache, readTree: () => Promise.resolve([]) };
  const empty = { path: target, md5: treeHash(printTree([])) };
  await checkout(nothing, config.linkTypes, empty, lookingWith(tools));
  await rmdir(target).catch(() => undefined);
}

import { existsSync } from "node:fs";
import { join } from "node:path";

import { objectPath } from "./data/cache/find-objects.ts";
import { isObjectHash } from "./data/cache/object-name.ts";
import { statIfThere } from "./data/hash/stat-if-there.ts";
import { listFolderSync } from "./data/list-folder.ts";
import { readTextSync } from "./data/read-text.ts";
import { Failure } from "./failure.ts";
import type { Git } from "./git/git.ts";
import type { CheckWorld } from "./pipeline/check.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

/** A script or the table of a plot is seldom larger. */
const mostBytes = 8_000_000;

/** What the rules may ask about a working tree. Git is asked once, for the outputs that it should not have. */
export async function checkWorldOf(git: Git, files: WorkspaceFiles): Promise<CheckWorld> {
  const { root } = git;
  const { config, lockOf, read, trackedBy, pipeline } = files;
  const outputs = pipeline.stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache));
  const asked = new Set(outputs.map(({ path }) => path));
  const parameterFiles = new Set(pipeline.stages.flatMap(({ params }) => params.map(({ path }) => path)));
  const tracked = await trackedByGit(git, asked);
  return {
    exists: (path) => existsSync(join(root, path)),
    locks: lockOf,
    read: (path) => (parameterFiles.has(path) ? read(path) : readIfText(join(root, path))),
    tracked: trackedBy,
    list: (folder) => namesIn(join(root, folder)),
    inCache: (md5) => isObjectHash(md5) && isStored(config.cacheDir, md5),
    hasRemotes: () => config.remotes().size > 0,
    inGit: (path) => (asked.has(path) ? tracked.has(path) : undefined),
  };
}

/** Rules look into scripts and tables to help: what is no text, or is as large as data, is not looked into. */
function readIfText(path: string): string | undefined {
  const found = statIfThere(path);
  if (found?.isFile() !== true || found.size > mostBytes) return undefined;
  try {
    return readTextSync(path);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Names in a folder, those of folders with `/` at the end; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  return listFolderSync(folder).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
}

/** In the layout of DVC 3, or in that of DVC 2 beside it. */
function isStored(cache: string, md5: string): boolean {
  return existsSync(objectPath(cache, md5)) || existsSync(join(cache, md5.slice(0, 2), md5.slice(2)));
}

/** Those of the paths that Git tracks: files, and folders in which it tracks any. */
async function trackedByGit(git: Git, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (wanted.size === 0) return found;
  for (const file of (await git.run(["ls-files", "--cached", "-z"])).split("\0")) {
    for (let end = file.length; end > 0; end = file.lastIndexOf("/", end - 1)) {
      const path = file.slice(0, end);
      if (wanted.has(path)) found.add(path);
    }
  }
  return found;
}

import { join } from "node:path";

import type { Git } from "#core/git/git";
import { openIgnoreReader } from "#core/git/ignore-reader";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { isDataFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { lockPathOf } from "#core/pipeline/lock/lock-file";

import { isDvcRepository } from "./dvc-ignore.ts";
import type { DvcIgnore } from "./dvc-ignore.ts";
import { listFolderSync } from "./list-folder.ts";
import { openPauses } from "./pauses.ts";

/** The files of a repository that DVC loads; repository-relative with `/`, sorted. */
export interface DvcFiles {
  /** Files named `dvc.yaml`. */
  readonly pipelines: readonly string[];
  /** Files that end in `.dvc`. */
  readonly data: readonly string[];
}

/** Those of a working tree. */
export interface FoundFiles extends DvcFiles {
  /** The dvc.lock of a pipeline where Git ignores it, there or not. */
  readonly ignoredLocks: readonly string[];
}

/**
 * Finds the pipelines and data files of a repository where DVC looks for them: not in what Git or `.dvcignore` ignores,
 * also where Git tracks it, not in other DVC repositories, not behind symbolic links to folders.
 */
export async function findDvcFiles(git: Git, ignore: DvcIgnore, signal?: AbortSignal): Promise<FoundFiles> {
  const gitRules = openIgnoreReader(git.root);
  const pause = openPauses(signal);
  const found: string[] = [];
  const ignoredLocks: string[] = [];
  try {
    // Level by level, so that Git has many paths to judge at once.
    for (let level = ["."]; level.length > 0;) {
      const files: string[] = [];
      const folders: string[] = [];
      for (const folder of level) {
        await pause();
        for (const member of await lookInto(folder, ignore))
          (member.endsWith("/") ? folders : files).push(member);
      }
      const locks = files.filter(isPipelineFile).map(lockPathOf);
      const ignored = await gitRules.ask([...files, ...locks, ...folders]);
      const seen = files.filter((path) => !ignored.has(path));
      found.push(...seen);
      ignoredLocks.push(
        ...seen
          .filter(isPipelineFile)
          .map(lockPathOf)
          .filter((path) => ignored.has(path)),
      );
      level = folders.filter((path) => !ignored.has(path)).map((path) => path.slice(0, -1));
    }
  } finally {
    gitRules.end();
  }
  const sorted = found.toSorted(compareCodePoints);
  return {
    pipelines: sorted.filter(isPipelineFile),
    data: sorted.filter((path) => !isPipelineFile(path)),
    ignoredLocks: ignoredLocks.toSorted(compareCodePoints),
  };
}

/** The files of DVC's in a folder, and its folders with a slash behind them, as far as `.dvcignore` shows them. */
async function lookInto(folder: string, ignore: DvcIgnore): Promise<string[]> {
  const absolute = join(ignore.root, folder);
  const entries = listFolderSync(absolute);
  const mayBeAnother = folder !== "." && entries.some(({ name }) => name === ".dvc");
  if (mayBeAnother && (await isDvcRepository(absolute))) return [];
  const filter = await ignore.filter(folder);
  const prefix = folder === "." ? "" : `${folder}/`;
  return entries.flatMap((entry) => {
    const isFolder = entry.isDirectory();
    if (!isFolder && !isPipelineFile(entry.name) && !isDataFile(entry.name)) return [];
    if (filter.ignores(entry.name, isFolder ? "folder" : "file")) return [];
    return [`${prefix}${entry.name}${isFolder ? "/" : ""}`];
  });
}

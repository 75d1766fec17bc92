import type { Dirent } from "node:fs";
import { join, posix } from "node:path";
import { ignoredEntries } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { compareCodePoints } from "#core/pipeline/code-point-order";
import { isDvcRepository } from "./dvc-ignore.ts";
import type { DvcIgnore } from "./dvc-ignore.ts";
import { listFolder } from "./walk.ts";

/** The files of a repository that DVC loads; repository-relative with `/`, sorted. */
export interface DvcFiles {
  /** Files named `dvc.yaml`. */
  readonly pipelines: readonly string[];
  /** Files that end in `.dvc`. */
  readonly data: readonly string[];
}

/**
 * Finds the pipelines and data files of a repository where DVC looks for them: not in what Git or `.dvcignore` ignores,
 * not in other DVC repositories, not behind symbolic links to folders.
 */
export async function findDvcFiles(git: Git, ignore: DvcIgnore, signal?: AbortSignal): Promise<DvcFiles> {
  const gitIgnored = new Set(await ignoredEntries(git));
  const found: string[] = [];
  const pending = ["."];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal?.throwIfAborted();
    const filter = await ignore.filter(folder);
    for (const entry of await listFolder(join(ignore.root, folder))) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        const isSkipped = gitIgnored.has(`${path}/`) || filter.ignores(entry.name, "folder");
        if (!isSkipped && !(await isDvcRepository(join(ignore.root, path)))) pending.push(path);
      } else if (isDvcFile(entry) && !gitIgnored.has(path) && !filter.ignores(entry.name, "file")) {
        found.push(path);
      }
    }
  }
  const sorted = found.toSorted(compareCodePoints);
  return {
    pipelines: sorted.filter((path) => path.endsWith("dvc.yaml")),
    data: sorted.filter((path) => path.endsWith(".dvc")),
  };
}

function isDvcFile(entry: Dirent): boolean {
  return entry.name === "dvc.yaml" || (entry.name.endsWith(".dvc") && entry.name !== ".dvc");
}

import { readdirSync } from "node:fs";
import type { Dirent } from "node:fs";
import { join } from "node:path";
import { ignoredEntries } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { compareCodePoints } from "#core/pipeline/code-point-order";
import { isNotFound } from "./atomic-write.ts";
import { isDvcRepository } from "./dvc-ignore.ts";
import type { DvcIgnore } from "./dvc-ignore.ts";
import { openPauses } from "./pauses.ts";

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
  const pause = openPauses(signal);
  const found: string[] = [];
  const pending = ["."];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    await pause();
    const entries = listFolder(join(ignore.root, folder));
    const mayBeAnother = folder !== "." && entries.some(({ name }) => name === ".dvc");
    if (mayBeAnother && (await isDvcRepository(join(ignore.root, folder)))) continue;
    const filter = await ignore.filter(folder);
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      if (!isFolder && !isDvcFile(entry)) continue;
      const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
      if (gitIgnored.has(isFolder ? `${path}/` : path)) continue;
      if (filter.ignores(entry.name, isFolder ? "folder" : "file")) continue;
      if (isFolder) pending.push(path);
      else found.push(path);
    }
  }
  const sorted = found.toSorted(compareCodePoints);
  return {
    pipelines: sorted.filter((path) => path.endsWith("dvc.yaml")),
    data: sorted.filter((path) => path.endsWith(".dvc")),
  };
}

/** What is in a folder; one that went away since it was found is empty. */
function listFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function isDvcFile(entry: Dirent): boolean {
  return entry.name === "dvc.yaml" || (entry.name.endsWith(".dvc") && entry.name !== ".dvc");
}

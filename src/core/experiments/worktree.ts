import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { writeFileAtomic } from "#core/data/atomic-write";
import { ownFolder } from "#core/data/own-folder";
import type { Git } from "#core/git/git";
import { addWorktree } from "#core/git/worktrees";

import { copyIfThere } from "./copy-if-there.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where the stages of a run's experiment work: below `.dvc/tmp`, which Git ignores. Absolute. */
export function worktreePath(repository: string, run: string): string {
  return ownFolder(repository, "worktrees", run);
}

export interface WorktreeRequest {
  /** Id of the run, which names the worktree. */
  readonly run: string;
  /** Full commit id. */
  readonly baseline: string;
  readonly snapshot: Snapshot;
  /** Absolute path of the cache that all worktrees share. */
  readonly cacheDir: string;
}

/**
 * Makes a Git worktree with the files of a snapshot. Its HEAD is the baseline, and its index holds what is tracked, so
 * that Git sees in it what it saw in the user's workspace.
 * @param git of the user's repository
 */
export async function createWorktree(git: Git, request: WorktreeRequest): Promise<Git> {
  const { baseline, snapshot } = request;
  const path = worktreePath(git.root, request.run);
  await mkdir(dirname(path), { recursive: true });
  const worktree = await addWorktree(git, { path, commit: baseline, tree: snapshot.all });
  if (snapshot.all !== snapshot.tracked) await worktree.run(["read-tree", "-m", snapshot.tracked]);
  await writeLocalConfig(git.root, path, request.cacheDir);
  return worktree;
}

/** Commands that call DVC themselves must find the cache of the main repository and its private settings. */
async function writeLocalConfig(repository: string, worktree: string, cacheDir: string): Promise<void> {
  const path = join(worktree, ".dvc", "config.local");
  await mkdir(dirname(path), { recursive: true });
  // The copy comes first because it keeps the mode: the settings may hold secrets.
  const isCopied = await copyIfThere(join(repository, ".dvc", "config.local"), path);
  const own = isCopied ? await readFile(path, "utf8") : "";
  await writeFileAtomic(path, withCacheDirectory(own, cacheDir));
}

/** Sets `dir` of the section `cache` in the text of a DVC configuration file, and keeps everything else. */
export function withCacheDirectory(config: string, directory: string): string {
  const line = `    dir = ${directory}`;
  const lines = config.split("\n");
  const header = lines.findIndex((each) => /^\s*\[\s*["']?cache["']?\s*\]/u.test(each));
  if (header === -1)
    return `${config}${config === "" || config.endsWith("\n") ? "" : "\n"}[cache]\n${line}\n`;
  const after = lines.slice(header + 1);
  const next = after.findIndex((each) => /^\s*\[/u.test(each));
  const section = after.slice(0, next === -1 ? after.length : next);
  const rest = after.slice(section.length);
  const kept = section.filter((each) => !/^\s*dir\s*=/u.test(each));
  return [...lines.slice(0, header + 1), line, ...kept, ...rest].join("\n");
}

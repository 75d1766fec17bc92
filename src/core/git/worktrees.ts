import { rm } from "node:fs/promises";
import { openGit } from "./git.ts";
import type { Git } from "./git.ts";

/**
 * Makes a working tree of its own at a path that does not exist yet, HEAD detached at a commit. With `tree`, files and
 * index are those of that tree instead, so that the difference shows as staged changes.
 */
export async function addWorktree(
  git: Git,
  worktree: { path: string; commit: string; tree?: string },
): Promise<Git> {
  const { path, commit, tree } = worktree;
  await git.run(["worktree", "add", "--quiet", "--detach", "--no-checkout", "--", path, commit]);
  const opened = openGit(path);
  await opened.run(["read-tree", "--reset", "-u", tree ?? commit]);
  return opened;
}

/** Removes a working tree with everything in it, also when its folder is damaged or already gone. */
export async function removeWorktree(git: Git, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
  await pruneWorktrees(git);
}

/** Forgets the working trees whose folder is gone. */
export async function pruneWorktrees(git: Git): Promise<void> {
  await git.run(["worktree", "prune", "--expire", "now"]);
}

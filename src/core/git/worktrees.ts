import { rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { Failure } from "#core/failure";
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
  await runPatiently(git, ["worktree", "add", "--quiet", "--detach", "--no-checkout", "--", path, commit]);
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
  await runPatiently(git, ["worktree", "prune", "--expire", "now"]);
}

/** How often, and after how many milliseconds, what another process adds is looked at again: it takes a moment. */
const attempts = 20;
const pauseBetween = 50;

async function runPatiently(git: Git, args: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git.run(args);
      return;
    } catch (error) {
      const isHalfAdded = error instanceof Failure && error.kind === "worktree-half-added";
      if (!isHalfAdded || attempt === attempts) throw error;
      await setTimeout(pauseBetween);
    }
  }
}

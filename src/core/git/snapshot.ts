import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "./git.ts";
import { gitPath } from "./repository.ts";

/**
 * Writes a tree of the working tree as it is: what the index has, all changes to tracked files, and the files at or below
 * the `include` paths, except ignored ones. The user's index and files stay as they are. Gives the id of the tree.
 */
export async function snapshotTree(git: Git, options: { include?: readonly string[] } = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trainyard-index-"));
  try {
    const index = join(folder, "index");
    await copyIndex(git, index);
    const env = { GIT_INDEX_FILE: index };
    await git.run(["add", "--update", "--", "."], { env });
    await include(git, options.include ?? [], env);
    return (await git.run(["write-tree"], { env })).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes a commit of a tree, without a ref, a hook or a changed file. The message is kept byte for byte. Gives its id. */
export async function commitTree(
  git: Git,
  commit: { tree: string; parents: readonly string[]; message: string },
): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  const id = await git.run(["commit-tree", commit.tree, ...parents, "-F", "-"], { input: commit.message });
  return id.trim();
}

/** Starting from the user's index, Git hashes only files whose stat changed. A new repository has none. */
async function copyIndex(git: Git, target: string): Promise<void> {
  try {
    await copyFile(await gitPath(git, "index"), target);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

async function include(git: Git, paths: readonly string[], env: Record<string, string>): Promise<void> {
  if (paths.length === 0) return;
  const files = await git.run(["ls-files", "--others", "--exclude-standard", "-z", "--", ...paths], { env });
  if (files !== "") await git.run(["update-index", "--add", "-z", "--stdin"], { env, input: files });
}

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "./git.ts";
import { gitPath } from "./repository.ts";

export interface SnapshotOptions {
  /** Files and folders to take along although Git does not track them, except ignored ones. */
  readonly include?: readonly string[];
  /** Other texts for files of the tree, by repository-relative path; what is not in the tree is passed over. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Writes a tree of the working tree as it is: what the index has, all changes to tracked files, and what the options
 * say. The user's index and files stay as they are. Gives the id of the tree.
 */
export async function snapshotTree(git: Git, options: SnapshotOptions = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "trainyard-index-"));
  try {
    const index = join(folder, "index");
    await copyIndex(git, index);
    const env = { GIT_INDEX_FILE: index };
    await git.run(["add", "--update", "--", "."], { env });
    await include(git, options.include ?? [], env);
    await replaceTexts(git, options.texts ?? new Map(), env);
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

async function replaceTexts(
  git: Git,
  texts: ReadonlyMap<string, string>,
  env: Record<string, string>,
): Promise<void> {
  if (texts.size === 0) return;
  const listed = await git.run(["ls-files", "--stage", "-z", "--", ...texts.keys()], { env });
  let entries = "";
  for (const line of listed.split("\0")) {
    const [, mode, path = ""] = /^(100\d+) [0-9a-f]+ 0\t(.+)$/su.exec(line) ?? [];
    const text = texts.get(path);
    if (text === undefined) continue;
    // With its path, the text goes through the same filters as the file would.
    const id = await git.run(["hash-object", "-w", "--stdin", "--path", path], { env, input: text });
    entries += `${mode} ${id.trim()}\t${path}\0`;
  }
  await git.run(["update-index", "-z", "--index-info"], { env, input: entries });
}

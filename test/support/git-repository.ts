import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openGit } from "#core/git/git";
import type { Git } from "#core/git/git";
import { makeTempFolder } from "./temp-folder.ts";

export interface TestRepository {
  readonly root: string;
  readonly git: Git;
  /** Writes files below the root, folders included. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Runs a Git command, as the user would. */
  readonly run: (...args: readonly string[]) => Promise<string>;
  /** Commits everything and gives the commit's id. */
  readonly commit: (message: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** A repository in a temporary folder with the given files in its first commit, and an identity of its own. */
export async function makeRepository(files: Readonly<Record<string, string>>): Promise<TestRepository> {
  const { folder: root, remove } = await makeTempFolder();
  await writeFiles(root, files);
  const git = openGit(root);
  const run = (...args: readonly string[]): Promise<string> => git.run(args);
  await run("init", "--quiet", "--initial-branch=main");
  await run("config", "user.name", "Ada");
  await run("config", "user.email", "ada@example.com");
  await run("add", "--all");
  await run("commit", "--quiet", "--allow-empty", "--message=Start");
  return {
    root,
    git,
    run,
    write: (more) => writeFiles(root, more),
    async commit(message) {
      await run("add", "--all");
      await run("commit", "--quiet", `--message=${message}`);
      return (await run("rev-parse", "HEAD")).trim();
    },
    async remove() {
      git.dispose();
      await remove();
    },
  };
}

/** Writes files below a folder, which need not exist. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

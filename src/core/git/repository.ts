import { realpath, stat } from "node:fs/promises";
import { normalize, resolve } from "node:path";
import { Failure } from "#core/failure";
import { runGit } from "./git.ts";
import type { Git } from "./git.ts";
import { parsePerson } from "./parse-commit.ts";
import type { Person } from "./parse-commit.ts";

/** Absolute path of the working tree that a folder is in. Throws a Failure when it is in none. */
export async function findRepository(folder: string): Promise<string> {
  // Asking Git takes longer than most of what follows, and its own folder answers as well.
  if (await isWorkingTree(folder)) return realpath(folder);
  const root = await runGit(folder, ["rev-parse", "--show-toplevel"], {});
  return normalize(root.trim());
}

/** True when Git's own folder, or the file of a second working tree that points to it, is right here. */
async function isWorkingTree(folder: string): Promise<boolean> {
  try {
    const own = resolve(folder, ".git");
    return (await stat(own)).isFile() || (await stat(resolve(own, "HEAD"))).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of a file of Git's own, such as `index` or `worktrees`, also from within a second working tree. */
export async function gitPath(git: Git, name: string): Promise<string> {
  return resolve(git.root, (await git.run(["rev-parse", "--git-path", name])).trim());
}

/** Git's version, such as `2.39.5`. Throws a Failure when Git is not installed. */
export async function gitVersion(): Promise<string> {
  const text = await runGit(".", ["--version"], {});
  return /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim();
}

/** Who commits. Throws a Failure when Git does not know. */
export async function readIdentity(git: Git): Promise<Person> {
  return parsePerson(await git.run(["var", "GIT_COMMITTER_IDENT"]));
}

/**
 * Makes a repository of a folder, with everything in it as the first commit on `main`. The fallback identity is written
 * into the repository's own settings, and only when Git does not know the user.
 */
export async function createRepository(
  folder: string,
  options: { message: string; fallback: { name: string; email: string } },
): Promise<string> {
  const root = await realpath(folder);
  const run = (...args: readonly string[]): Promise<string> => runGit(root, args, {});
  await run("init", "--quiet");
  await run("symbolic-ref", "HEAD", "refs/heads/main");
  if (!(await isIdentityKnown(root))) {
    await run("config", "user.name", options.fallback.name);
    await run("config", "user.email", options.fallback.email);
  }
  await run("add", "--all");
  await run("commit", "--quiet", "--no-gpg-sign", `--message=${options.message}`);
  return root;
}

async function isIdentityKnown(root: string): Promise<boolean> {
  try {
    await runGit(root, ["var", "GIT_COMMITTER_IDENT"], {});
    return true;
  } catch (error) {
    if (error instanceof Failure && error.kind === "identity-missing") return false;
    throw error;
  }
}

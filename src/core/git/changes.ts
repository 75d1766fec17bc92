import { posix } from "node:path";
import type { Git } from "./git.ts";

export interface PathChange {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly change: "added" | "modified" | "deleted";
}

/** What the files that Git tracks, staged ones included, differ in from the last commit. */
export async function trackedChanges(git: Git): Promise<PathChange[]> {
  return parseChanges(await git.run(["diff", ...nameStatus, "HEAD", "--"]));
}

/** What one revision or tree differs in from another. */
export async function changesBetween(git: Git, from: string, to: string): Promise<PathChange[]> {
  return parseChanges(await git.run(["diff-tree", "-r", ...nameStatus, "--end-of-options", from, to, "--"]));
}

/** Files that Git neither tracks nor ignores, relative to the root. */
export async function untrackedFiles(git: Git): Promise<string[]> {
  return splitNul(await git.run(["ls-files", "--others", "--exclude-standard", "-z"]));
}

/** Those of the paths that Git tracks: files, and folders with a tracked file in them. */
export async function trackedPaths(git: Git, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // A command line has an end; many paths are looked up in the list of all.
  const asked = paths.length <= 200 ? ["--", ...paths] : [];
  const tracked = new Set<string>();
  for (const file of splitNul(await git.run(["ls-files", "--cached", "-z", ...asked]))) {
    for (let path = file; path !== "." && !tracked.has(path); path = posix.dirname(path)) tracked.add(path);
  }
  return new Set(paths.filter((path) => tracked.has(path)));
}

/**
 * Those of the paths that a rule of Git ignores, whether tracked or not. A rule for folders only applies to a path that
 * is a folder on disk or ends with `/`.
 */
export async function ignoredPaths(git: Git, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  // This command refuses literal pathspecs; behind `./` there is no magic, and the answer repeats the question.
  const input = paths.map((path) => `./${path}\0`).join("");
  const output = await git.run(["check-ignore", "--no-index", "-z", "--stdin"], {
    input,
    answers: [1],
    env: { GIT_LITERAL_PATHSPECS: "0" },
  });
  return new Set(splitNul(output).map((path) => path.slice(2)));
}

/** Stages files as they are; unlike `git add`, this takes also files that are gone and that Git never knew. */
export async function stagePaths(git: Git, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const input = files.map((file) => `${file}\0`).join("");
  await git.run(["update-index", "--add", "--remove", "-z", "--stdin"], { input });
}

const nameStatus = ["-z", "--name-status", "--no-renames", "--no-ext-diff", "--ignore-submodules"];

function parseChanges(output: string): PathChange[] {
  const fields = splitNul(output);
  const changes: PathChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [letter, path = ""] = fields.slice(index, index + 2);
    changes.push({ path, change: letter === "A" ? "added" : letter === "D" ? "deleted" : "modified" });
  }
  return changes;
}

function splitNul(output: string): string[] {
  return output.split("\0").filter((field) => field !== "");
}

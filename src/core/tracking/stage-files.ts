import type { Git } from "#core/git/git";

import type { DataTools } from "./data-tools.ts";

/** What Git is to be told of: the `.dvc` and `.gitignore` files that a command wrote or removed. */
export interface GitChanges {
  /** Repository-relative, each once, sorted. */
  readonly files: readonly string[];
  /** True when they were staged, by `core.autostage`. */
  readonly staged: boolean;
}

/** Stages the files where the repository's settings ask for it. */
export async function stageFiles({ git, config }: DataTools, files: readonly string[]): Promise<GitChanges> {
  const changed = [...new Set(files)].toSorted();
  const staged = config.autostage && changed.length > 0;
  if (staged) await stage(git, changed);
  return { files: changed, staged };
}

/** Unlike `git add`, this takes also files that are gone and that Git never knew. */
async function stage(git: Git, files: readonly string[]): Promise<void> {
  const input = files.map((file) => `${file}\0`).join("");
  await git.run(["update-index", "--add", "--remove", "-z", "--stdin"], { input });
}

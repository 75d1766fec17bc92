import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { openGit } from "./git/git.ts";
import { findRepository } from "./git/repository.ts";
import type { DataPlace } from "./tracking/place.ts";

/**
 * Opens a repository for one command: little is loaded, and nothing is read. Its `git` is to be disposed of.
 * Throws a Failure when the folder is not the root of one that DVC knows.
 */
export async function openPlace(root: string): Promise<DataPlace> {
  await requireRepository(root);
  return { root, git: openGit(root) };
}

async function requireRepository(root: string): Promise<void> {
  if (!existsSync(join(root, ".dvc"))) {
    throw new Failure({
      kind: "no-repository",
      class: "environment",
      message: `${root} has no folder .dvc: run "trainyard init" there first.`,
    });
  }
  await findRepository(root);
}

/**
 * Refuses what makes commits and tags of the whole repository, where the pipeline is only a part of it.
 * @param what in the plural, as the beginning of a sentence
 */
export async function requireWholeRepository(root: string, what: string): Promise<void> {
  const top = await findRepository(root);
  if ((await realpath(top)) === (await realpath(root))) return;
  throw new Failure({
    kind: "repository-in-folder",
    class: "environment",
    message: `${what} need a .dvc at the root of the Git repository, ${top}, and the one here is in ${root}.`,
  });
}

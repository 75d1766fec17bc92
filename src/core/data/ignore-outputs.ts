import { ignoredPaths } from "#core/git/changes";
import type { Git } from "#core/git/git";

import { addIgnoreEntries, removeIgnoreEntries } from "./git-ignore-file.ts";
import { placeInRepository } from "./place-in-repository.ts";

/**
 * Adds outputs that the cache keeps to the `.gitignore` of their folder, unless Git ignores them already, by whatever
 * rule. Paths are repository-relative; those outside of the repository are nobody's concern.
 * Gives the `.gitignore` files that changed.
 */
export async function ignoreOutputs(git: Git, paths: readonly string[]): Promise<string[]> {
  const inside = placesOf(git, paths);
  const ignored = await ignoredPaths(git, inside);
  return addIgnoreEntries(
    git.root,
    inside.filter((path) => !ignored.has(path)),
  );
}

/** Takes outputs that are no longer tracked out of the `.gitignore` of their folder; gives the files that changed. */
export async function stopIgnoringOutputs(git: Git, paths: readonly string[]): Promise<string[]> {
  return removeIgnoreEntries(git.root, placesOf(git, paths));
}

/** Git knows nothing behind a link, so it is asked for the place where the file really is. */
function placesOf(git: Git, paths: readonly string[]): string[] {
  return paths.map((path) => placeInRepository(git.root, path)).filter((place) => place !== undefined);
}

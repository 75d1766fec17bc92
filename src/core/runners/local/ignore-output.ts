import { addIgnoreEntry } from "#core/data/ignore-file";
import { placeInRepository } from "#core/data/place-in-repository";
import { ignoredPaths } from "#core/git/changes";
import type { Git } from "#core/git/git";

/**
 * Adds outputs that the cache keeps to the `.gitignore` of their folder, unless Git ignores them already, by whatever
 * rule. Paths are repository-relative; those outside of the repository are nobody's concern.
 */
export async function ignoreOutputs(git: Git, paths: readonly string[]): Promise<void> {
  // Git knows nothing behind a link, so it is asked for the place where the file really is.
  const places = await Promise.all(paths.map((path) => placeInRepository(git.root, path)));
  const inside = places.filter((place) => place !== undefined);
  const ignored = await ignoredPaths(git, inside);
  for (const path of inside) if (!ignored.has(path)) await addIgnoreEntry(git.root, path);
}

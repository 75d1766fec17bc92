import { addIgnoreEntry } from "#core/data/ignore-file";
import { ignoredPaths } from "#core/git/changes";
import type { Git } from "#core/git/git";

/**
 * Adds outputs that the cache keeps to the `.gitignore` of their folder, unless Git ignores them already, by whatever
 * rule. Paths are repository-relative; those outside of the repository are nobody's concern.
 */
export async function ignoreOutputs(git: Git, paths: readonly string[]): Promise<void> {
  const inside = paths.filter((path) => !path.startsWith("../"));
  const ignored = await ignoredPaths(git, inside);
  for (const path of inside) if (!ignored.has(path)) await addIgnoreEntry(git.root, path);
}

import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";

import { isNotFound, writeFileAtomic } from "#core/data/atomic-write";
import { ignoredPaths } from "#core/git/changes";
import type { Git } from "#core/git/git";

/**
 * Adds outputs that the cache keeps to the `.gitignore` of their folder, unless Git ignores them already, by whatever
 * rule. Paths are repository-relative; those outside of the repository are nobody's concern.
 */
export async function ignoreOutputs(git: Git, paths: readonly string[]): Promise<void> {
  const inside = paths.filter((path) => !path.startsWith("../"));
  const ignored = await ignoredPaths(git, inside);
  for (const path of inside) if (!ignored.has(path)) await addEntry(git.root, path);
}

async function addEntry(root: string, path: string): Promise<void> {
  const file = join(root, posix.dirname(path), ".gitignore");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (isNotFound(error)) return "";
    throw error;
  });
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  await writeFileAtomic(file, `${start}${ignoreEntry(posix.basename(path))}\n`);
}

/** The pattern that matches exactly this name in its folder: see PATTERN FORMAT of gitignore(5). */
export function ignoreEntry(name: string): string {
  const escaped = name.replaceAll(/[\\*?[\]!#]/g, String.raw`\$&`);
  return `/${escaped.replace(/ +$/, (blanks) => String.raw`\ `.repeat(blanks.length))}`;
}

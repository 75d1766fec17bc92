import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { fnmatchPattern } from "#core/pipeline/params/fnmatch";

/**
 * The paths that a pattern fits, as Python's `glob` finds them for DVC: `*`, `?` and `[…]` within a name, `**` for any
 * number of folders; names that start with a dot only where the pattern says so. Relative to the folder, sorted.
 * @param folder absolute path that the pattern starts from
 */
export async function globPaths(folder: string, pattern: string): Promise<string[]> {
  const isAbsolute = pattern.startsWith("/");
  let found = [isAbsolute ? "/" : ""];
  for (const segment of pattern.split("/").filter((part) => part !== "")) {
    const next = await Promise.all(found.map((path) => expand(folder, path, segment)));
    found = [...new Set(next.flat())];
  }
  return found.filter((path) => path !== "").toSorted(compareCodePoints);
}

async function expand(folder: string, path: string, segment: string): Promise<string[]> {
  const at = join(path.startsWith("/") ? "/" : folder, path);
  if (segment === "**") return below(folder, path);
  if (!/[*?[]/u.test(segment)) return (await isThere(join(at, segment))) ? [join(path, segment)] : [];
  const pattern = fnmatchPattern(segment);
  const names = (await namesIn(at)).map(({ name }) => name);
  return names
    .filter((name) => pattern.test(name) && (segment.startsWith(".") || !name.startsWith(".")))
    .map((name) => join(path, name));
}

/** The folder itself and all that is below it. */
async function below(folder: string, path: string): Promise<string[]> {
  const found = [path];
  for (const current of found) {
    const entries = await namesIn(join(current.startsWith("/") ? "/" : folder, current));
    found.push(...entries.filter(({ name }) => !name.startsWith(".")).map(({ name }) => join(current, name)));
  }
  return found;
}

async function namesIn(folder: string): Promise<{ name: string }[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

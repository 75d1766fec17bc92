import type { Dirent } from "node:fs";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/**
 * Everything about the data of a repository that two tools must agree on, by path: folders, files with their owner's
 * permissions and their text, links with what they lead to, whether a file shares its content with the cache. Objects of the
 * cache are told by their names, which are their hashes. Git's own folder and DVC's temporary one are left out.
 */
export async function stateOfData(root: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const told = await Promise.all(
    entries.map(async (entry) => {
      const full = path.join(entry.parentPath, entry.name);
      return [path.relative(root, full), await describe(root, full, entry)] as const;
    }),
  );
  return Object.fromEntries(
    told.filter(([name]) => !isInternal(name)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function describe(root: string, full: string, entry: Dirent): Promise<string> {
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return `-> ${(await readlink(full)).replace(root, "")}`;
  const { mode, nlink } = await lstat(full);
  const isObject = full.startsWith(path.join(root, ".dvc/cache"));
  const shown = isObject ? mode & 0o777 : mode & 0o700;
  const shared = nlink > 1 ? " shared" : "";
  return `${shown.toString(8)}${shared} ${isObject ? "" : await readFile(full, "utf8")}`.trimEnd();
}

/** Folders of the cache come and go with their objects, and DVC leaves what it probed links with. */
function isInternal(name: string): boolean {
  return /\.tmp$|^\.git(\/|$)|^\.dvc\/tmp(\/|$)|^\.dvc\/cache(\/files(\/md5(\/[0-9a-f]{2})?)?)?$/.test(name);
}

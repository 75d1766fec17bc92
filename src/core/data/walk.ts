import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { isNotFound } from "./atomic-write.ts";
import { isDvcRepository } from "./dvc-ignore.ts";
import type { DvcIgnore, FolderFilter } from "./dvc-ignore.ts";
import { brokenLink, ignoreFileInData, notAFile } from "./failures.ts";

/** The options of everything that looks into folders of data. */
export interface WalkOptions {
  /** Rules of the repository; a folder outside of it is taken whole. */
  readonly ignore?: DvcIgnore | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists the files below a folder as DVC collects them, relative to it with `/`, in no promised order. Left out:
 * ignored files, other DVC repositories, symbolic links to folders. Links to files are included.
 * Throws a Failure for what cannot be hashed: a broken link, a pipe, a `.dvcignore` inside.
 */
export async function walkFiles(folder: string, options: WalkOptions): Promise<string[]> {
  const found: string[] = [];
  const pending = [""];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    options.signal?.throwIfAborted();
    const path = join(folder, current);
    const filter = await filterOf(path, options.ignore);
    for (const entry of await listFolder(path)) {
      const relpath = posix.join(current, entry.name);
      const kind = await kindOf(join(path, entry.name), entry);
      if (kind === "linked folder" || filter?.ignores(entry.name, kind) === true) continue;
      if (entry.name === ".dvcignore") throw ignoreFileInData(join(path, entry.name));
      if (kind === "file") found.push(relpath);
      else if (!(await isDvcRepository(join(path, entry.name)))) pending.push(relpath);
    }
  }
  return found;
}

/** The repository-relative path with `/`, or undefined for a path outside of the repository. */
function pathInRepository(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  if (inside === "") return ".";
  if (inside === ".." || inside.startsWith(`..${sep}`) || inside === path) return undefined;
  return sep === "/" ? inside : inside.replaceAll(sep, "/");
}

/** What is in a folder, by its absolute path. One that went away since it was found is empty. */
export async function listFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function filterOf(folder: string, ignore: DvcIgnore | undefined): Promise<FolderFilter | undefined> {
  const path = ignore === undefined ? undefined : pathInRepository(ignore.root, folder);
  return path === undefined ? undefined : ignore?.filter(path);
}

async function kindOf(path: string, entry: Dirent): Promise<"file" | "folder" | "linked folder"> {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) throw notAFile(path);
  try {
    const target = await stat(path);
    if (target.isDirectory()) return "linked folder";
    if (target.isFile()) return "file";
  } catch (error) {
    if (isNotFound(error)) throw brokenLink(path);
    throw error;
  }
  throw notAFile(path);
}

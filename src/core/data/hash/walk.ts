import { readdirSync, readlinkSync } from "node:fs";
import type { Dirent } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

import { isObjectHash } from "#core/data/cache/object-name";
import type { DvcIgnore, FolderFilter } from "#core/data/dvc-ignore";
import { brokenLink, ignoreFileInData, lostObject, nameNotText, notAFile } from "#core/data/failures";
import { listFolderSync } from "#core/data/list-folder";
import { openPauses } from "#core/data/pauses";

import { statIfThere } from "./stat-if-there.ts";

/** The options of everything that looks into folders of data. */
export interface WalkOptions {
  /** Rules of the repository; a folder outside of it is taken whole. */
  readonly ignore?: DvcIgnore | undefined;
  /**
   * Links to objects that the cache has lost count as files that are not there, for those who only compare, or bring data
   * back. Who records data must not set it: the lost files would no longer be part of their folder.
   */
  readonly skipLost?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One folder of a tree, with the names of its own files. */
export interface WalkedFolder {
  /** Relative to where the walk started, with `/`; empty for the start itself. */
  readonly relpath: string;
  readonly files: readonly string[];
}

/** A folder that is to be looked into. */
interface Visit {
  readonly path: string;
  readonly relpath: string;
}

type Kind = "file" | "folder" | "linked folder" | "broken link" | "lost object" | "neither";

/**
 * Lists the files below a folder as DVC collects them, folder by folder, in no promised order. Left out: ignored
 * files, other DVC repositories, symbolic links to folders. Links to files are included.
 * Throws a Failure for what cannot be hashed: a broken link, a pipe, a `.dvcignore` inside, a name that is no text.
 */
export async function* walkFolders(start: string, options: WalkOptions): AsyncGenerator<WalkedFolder> {
  const pause = openPauses(options.signal);
  const filter = await filterOf(start, options.ignore);
  const pending: Visit[] = [{ path: start, relpath: "" }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    await pause();
    const { files, folders } = lookInto(visit, filter, options.skipLost === true);
    for (const folder of folders) pending.push(folder);
    if (files.length > 0) yield { relpath: visit.relpath, files };
  }
}

interface Found {
  readonly files: readonly string[];
  readonly folders: readonly Visit[];
}

function lookInto({ path, relpath }: Visit, filter: FolderFilter | undefined, skipLost: boolean): Found {
  const files: string[] = [];
  const folders: Visit[] = [];
  const entries = listFolderSync(path);
  if (relpath !== "" && entries.some((entry) => isRepositoryMark(path, entry))) return { files, folders };
  for (const entry of entries) {
    const { name } = entry;
    const kind = kindOf(path, entry);
    const place = relpath === "" ? name : `${relpath}/${name}`;
    if (kind === "linked folder" || filter?.ignores(place, kind === "folder" ? kind : "file") === true)
      continue;
    if (kind === "lost object" && skipLost) continue;
    refuseUnfit(path, name, kind);
    if (kind === "file") files.push(name);
    else folders.push({ path: join(path, name), relpath: place });
  }
  return { files, folders };
}

/** Throws a Failure for what DVC cannot collect, or what nobody could bring back. */
function refuseUnfit(folder: string, name: string, kind: Kind): void {
  if (kind === "broken link") throw brokenLink(join(folder, name));
  if (kind === "lost object") throw lostObject(join(folder, name));
  if (kind === "neither") throw notAFile(join(folder, name));
  if (name === ".dvcignore") throw ignoreFileInData(join(folder, name));
  // Node puts U+FFFD for bytes that are not UTF-8, and no file can be found again by such a name.
  if (name.includes("\ufffd") && !isText(folder, name)) throw nameNotText(join(folder, name));
}

function isText(folder: string, name: string): boolean {
  return readdirSync(folder, { encoding: "buffer" }).some((bytes) => bytes.equals(Buffer.from(name)));
}

/** A folder with a `.dvc` folder is another repository, and inside of one DVC leaves others alone. */
function isRepositoryMark(folder: string, entry: Dirent): boolean {
  return entry.name === ".dvc" && ["folder", "linked folder"].includes(kindOf(folder, entry));
}

/** What of a folder counts, where it is part of a repository. */
export async function filterOf(
  folder: string,
  ignore: DvcIgnore | undefined,
): Promise<FolderFilter | undefined> {
  const path = ignore === undefined ? undefined : pathInRepository(ignore.root, folder);
  return path === undefined ? undefined : ignore?.filter(path);
}

/** The repository-relative path with `/`, or undefined for a path outside of the repository. */
function pathInRepository(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  if (inside === "") return ".";
  if (inside === ".." || inside.startsWith(`..${sep}`) || inside === path) return undefined;
  return sep === "/" ? inside : inside.replaceAll(sep, "/");
}

function kindOf(folder: string, entry: Dirent): Kind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return "neither";
  const path = join(folder, entry.name);
  const target = statIfThere(path);
  if (target === undefined) return isLinkToObject(path) ? "lost object" : "broken link";
  if (target.isDirectory()) return "linked folder";
  return target.isFile() ? "file" : "neither";
}

/** True of what a checkout with `cache.type = symlink` makes: only a cache has files of such names in such folders. */
function isLinkToObject(path: string): boolean {
  const target = readlinkSync(path);
  return isObjectHash(basename(dirname(target)) + basename(target));
}

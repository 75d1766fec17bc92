import { lstat, mkdir, readdir, readlink, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isNotFound } from "./atomic-write.ts";
import type { TreeEntry } from "./dir-object.ts";
import { objectMissing, wouldOverwrite } from "./failures.ts";
import { hashPath } from "./hash.ts";
import type { HashOptions, PathHash } from "./hash.ts";
import { placeObject } from "./link.ts";
import type { LinkType } from "./link.ts";
import { mapLimited } from "./map-limited.ts";

/** Where a checkout finds objects: what it needs of a cache. */
export interface ObjectSource {
  /** True when the object is there and whole; a folder's listing says nothing of its members. */
  has(md5: string): Promise<boolean>;
  /** Absolute path of an object that is there, also of one that DVC 2 stored. */
  locate(md5: string): Promise<string | undefined>;
  /** The files of a folder; undefined when its listing is not there. Throws a Failure when the listing is damaged. */
  readTree(md5: string): Promise<readonly TreeEntry[] | undefined>;
}

export interface CheckoutTarget {
  /** Absolute path of the file or folder in the workspace. */
  readonly path: string;
  readonly md5: string;
  readonly isexec?: boolean | undefined;
}

export interface CheckoutOptions extends HashOptions {
  /** Replace and delete data even when the cache does not have it. */
  readonly force?: boolean | undefined;
  /** Also replace right content that is not linked in the first of the link types, as after a commit. */
  readonly relink?: boolean | undefined;
}

/** Absolute paths of files. */
export interface WorkspaceChanges {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
}

/** One file to be brought into the workspace. */
interface Placement {
  readonly path: string;
  readonly object: string;
  readonly isexec: boolean;
  readonly isNew: boolean;
}

/** What is wanted, and what is there. */
interface Situation {
  readonly objects: ObjectSource;
  readonly types: readonly LinkType[];
  readonly target: CheckoutTarget;
  readonly current: PathHash | undefined;
  readonly relink: boolean;
}

interface Work {
  readonly placements: readonly Placement[];
  /** Files to delete. */
  readonly deletions: readonly string[];
  /** Files that would be lost, with the hash to look for in the cache. */
  readonly losses: readonly { readonly path: string; readonly md5: string }[];
}

const filesAtOnce = 8;

/**
 * Makes a path of the workspace what a hash says, touching only what differs. Everything is checked before the first
 * change: throws a Failure when an object is missing, or when data would be lost and `force` is not set.
 */
export async function checkout(
  objects: ObjectSource,
  types: readonly LinkType[],
  target: CheckoutTarget,
  options: CheckoutOptions,
): Promise<WorkspaceChanges> {
  const current = await hashPath(target.path, options);
  const isFolder = target.md5.endsWith(".dir");
  const situation = { objects, types, target, current, relink: options.relink === true };
  const work = await (isFolder ? planFolder(situation) : planFile(situation));
  if (options.force !== true) await refuseLosses(objects, work.losses);
  await mapLimited(work.deletions, filesAtOnce, (path) => rm(path, { force: true }));
  await removeEmptyFolders(work.deletions, target.path);
  if (isFolder && current?.tree === undefined) await mkdir(target.path, { recursive: true });
  await mapLimited(work.placements, filesAtOnce, async ({ path, object, isexec }) => {
    options.signal?.throwIfAborted();
    await mkdir(dirname(path), { recursive: true });
    await placeObject(object, path, types, isexec);
  });
  return {
    added: work.placements.filter(({ isNew }) => isNew).map(({ path }) => path),
    modified: work.placements.filter(({ isNew }) => !isNew).map(({ path }) => path),
    deleted: work.deletions,
  };
}

async function planFile({ objects, types, target, current, relink }: Situation): Promise<Work> {
  const { path, md5 } = target;
  const isexec = target.isexec === true;
  const isRight = current?.md5 === md5 && (current.isexec === true || !isexec);
  const nothing: Work = { placements: [], deletions: [], losses: [] };
  if (isRight && !relink) return nothing;
  const object = await locateOrThrow(objects, md5, path);
  if (isRight && (await isLinked(path, object, types))) return nothing;
  const inTheWay = current?.tree?.members.map((member) => ({ ...member, path: join(path, member.relpath) }));
  return {
    placements: [{ path, object, isexec, isNew: current === undefined }],
    deletions: inTheWay?.map((member) => member.path) ?? [],
    losses: inTheWay ?? (current === undefined || current.md5 === md5 ? [] : [{ path, md5: current.md5 }]),
  };
}

async function planFolder({ objects, types, target, current, relink }: Situation): Promise<Work> {
  const tree = await objects.readTree(target.md5);
  if (tree === undefined) throw objectMissing(target.md5, target.path);
  const members = new Map(current?.tree?.members.map((member) => [member.relpath, member]));
  const wanted = new Set(tree.map(({ relpath }) => relpath));
  const placements = await mapLimited(tree, filesAtOnce, async (entry: TreeEntry) => {
    const path = join(target.path, entry.relpath);
    const member = members.get(entry.relpath);
    if (member?.md5 === entry.md5 && !relink) return undefined;
    const object = await locateOrThrow(objects, entry.md5, path);
    if (member?.md5 === entry.md5 && (await isLinked(path, object, types))) return undefined;
    return { path, object, isexec: member?.isexec === true, isNew: member === undefined };
  });
  const extra = [...members.values()].filter(({ relpath }) => !wanted.has(relpath));
  const modified = tree.flatMap((entry) => {
    const member = members.get(entry.relpath);
    return member === undefined || member.md5 === entry.md5 ? [] : [member];
  });
  const inTheWay =
    current !== undefined && current.tree === undefined ? [{ path: target.path, md5: current.md5 }] : [];
  const losses = [...extra, ...modified].map(({ relpath, md5 }) => ({
    path: join(target.path, relpath),
    md5,
  }));
  return {
    placements: placements.filter((placement) => placement !== undefined),
    deletions: [
      ...inTheWay.map(({ path }) => path),
      ...extra.map(({ relpath }) => join(target.path, relpath)),
    ],
    losses: [...inTheWay, ...losses],
  };
}

async function locateOrThrow(objects: ObjectSource, md5: string, path: string): Promise<string> {
  const object = await objects.locate(md5);
  if (object === undefined) throw objectMissing(md5, path);
  return object;
}

/** True when right content need not be linked anew. */
async function isLinked(path: string, object: string, types: readonly LinkType[]): Promise<boolean> {
  const [first = "copy"] = types;
  switch (first) {
    case "symlink":
      return (await readlink(path).catch(() => undefined)) === object;
    case "hardlink": {
      const [here, there] = await Promise.all([stat(path), stat(object)]);
      return here.ino === there.ino || here.size === 0;
    }
    case "reflink":
    case "copy":
      return (await lstat(path)).isFile();
  }
}

/** What a run that was killed in the middle of a checkout may have left; nobody misses it. */
const leftover = /^\..*\.[0-9a-f]{16}\.tmp$/;

async function refuseLosses(objects: ObjectSource, losses: Work["losses"]): Promise<void> {
  for (const { path, md5 } of losses) {
    if (!leftover.test(basename(path)) && !(await objects.has(md5))) throw wouldOverwrite(path);
  }
}

/** Removes the folders that the deletions emptied, up to and including the target where that became a file. */
async function removeEmptyFolders(deleted: readonly string[], target: string): Promise<void> {
  const folders = new Set(deleted.map((path) => dirname(path)));
  for (const start of folders) {
    for (let folder = start; folder.startsWith(join(target, "/")); folder = dirname(folder)) {
      if (!(await removeIfEmpty(folder))) break;
    }
  }
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    if ((await readdir(folder)).length > 0) return false;
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}

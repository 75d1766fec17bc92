import { join, posix } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { readIntactTree } from "#core/data/cache/intact-tree";
import { isListing, isObjectHash } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { hashPath } from "#core/data/hash/hash";
import type { HashOptions } from "#core/data/hash/hash";
import { pathExists } from "#core/data/path-exists";
import { filesHash } from "#core/data/record-hash";
import { isOutside } from "#core/pipeline/repository-path";

import type { TrackedOutput } from "./tracked.ts";

/** What stands at a path: a file, a tracked folder, or a folder on the way to one or within one. */
export interface DataEntry {
  /** Repository-relative, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Absent for folders that are not tracked themselves, and for outputs of which nothing is recorded yet. */
  readonly object?: DataObject;
}

/** Data as one side of a comparison has it: a commit's files, those of the workspace, or the workspace itself. */
export interface DataIndex {
  readonly entries: ReadonlyMap<string, DataEntry>;
  /** Tracked folders of which nobody knows what is in them, because the cache lacks the listing. */
  readonly unknown: ReadonlySet<string>;
}

/** The outputs that comparisons are about: those of the cache, within the repository. */
function cachedOutputs(outputs: readonly TrackedOutput[]): readonly TrackedOutput[] {
  return outputs.filter(({ cache, path }) => cache && !isOutside(path));
}

/**
 * What is recorded of outputs.
 * @param granular also of the files in tracked folders, which needs the cache
 */
export async function recordedIndex(
  outputs: readonly TrackedOutput[],
  cache: Cache,
  granular: boolean,
): Promise<DataIndex> {
  const index = newIndex();
  for (const output of cachedOutputs(outputs)) {
    const object = recordedObject(output);
    addFoldersAbove(index, output.path);
    add(index, output.path, object);
    if (!granular || object === undefined || !isFolderObject(object)) continue;
    const tree = await readIntactTree(cache, object.md5);
    if (tree === undefined) index.unknown.add(output.path);
    else addMembers(index, output.path, object, tree);
  }
  return index;
}

/** What the workspace has where outputs are. Folders are hashed as a whole, and with `granular` their files are listed. */
export async function workspaceIndex(
  root: string,
  outputs: readonly TrackedOutput[],
  options: HashOptions & { readonly granular: boolean },
): Promise<DataIndex> {
  const index = newIndex();
  for (const output of cachedOutputs(outputs)) {
    const isLegacy = recordedObject(output)?.isLegacy === true;
    const hash = await hashPath(join(root, output.path), {
      ...options,
      algorithm: isLegacy ? "md5-dos2unix" : "md5",
    });
    if (hash === undefined) {
      for (const folder of foldersAbove(output.path))
        if (await pathExists(join(root, folder))) addFolder(index, folder);
      continue;
    }
    addFoldersAbove(index, output.path);
    const object = { md5: hash.md5, isLegacy };
    add(index, output.path, object);
    if (options.granular && hash.tree !== undefined)
      addMembers(index, output.path, object, hash.tree.members);
  }
  return index;
}

/** The object that is recorded for an output; undefined when there is none. */
function recordedObject({ recorded }: TrackedOutput): DataObject | undefined {
  const md5 = recorded?.md5 ?? (recorded?.other && filesHash(recorded.other));
  if (md5 === undefined || !isObjectHash(md5)) return undefined;
  return { md5, isLegacy: recorded?.hash === undefined };
}

function isFolderObject({ md5 }: DataObject): boolean {
  return isListing(md5);
}

interface GrowingIndex {
  readonly entries: Map<string, DataEntry>;
  readonly unknown: Set<string>;
}

function newIndex(): GrowingIndex {
  return { entries: new Map(), unknown: new Set() };
}

function add(index: GrowingIndex, path: string, object: DataObject | undefined): void {
  const isFolder = object !== undefined && isFolderObject(object);
  index.entries.set(path, { path, isFolder, ...(object && { object }) });
}

function addMembers(
  index: GrowingIndex,
  folder: string,
  { isLegacy }: DataObject,
  members: readonly TreeEntry[],
): void {
  for (const { relpath, md5 } of members) {
    const path = `${folder}/${relpath}`;
    if (relpath.includes("/")) addFoldersAbove(index, path);
    index.entries.set(path, { path, isFolder: false, object: { md5, isLegacy } });
  }
}

function addFoldersAbove(index: GrowingIndex, path: string): void {
  for (const folder of foldersAbove(path)) {
    // Where one is known, those above it are too.
    if (index.entries.has(folder)) return;
    addFolder(index, folder);
  }
}

function addFolder(index: GrowingIndex, path: string): void {
  if (!index.entries.has(path)) index.entries.set(path, { path, isFolder: true });
}

/** The nearest first. */
function* foldersAbove(path: string): Generator<string> {
  for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) yield folder;
}

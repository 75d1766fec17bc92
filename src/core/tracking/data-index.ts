import { join, posix } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { readIntactTree } from "#core/data/cache/intact-tree";
import { isListing } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import type { HashOptions } from "#core/data/hash/hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import { pathExists } from "#core/data/path-exists";
import { filesHash } from "#core/data/record-hash";
import { isOutside } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";

import { recordedObject } from "./recorded-object.ts";
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
    const object = objectOf(output);
    addFoldersAbove(index, output.path);
    add(index, output.path, object);
    if (!granular || object === undefined || !isListing(object.md5)) continue;
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
  granular: boolean,
  work: Work,
): Promise<DataIndex> {
  const stats = await openStatCache(root);
  try {
    const index = newIndex();
    const looking = { ...work, stats, ignore: openDvcIgnore(root) };
    for (const output of cachedOutputs(outputs)) await addFound(index, output, { root, looking, granular });
    return index;
  } finally {
    await stats.save();
  }
}

interface Looking {
  readonly root: string;
  readonly looking: HashOptions;
  readonly granular: boolean;
}

async function addFound(
  index: GrowingIndex,
  output: TrackedOutput,
  { root, looking, granular }: Looking,
): Promise<void> {
  const isLegacy = objectOf(output)?.isLegacy === true;
  const algorithm = isLegacy ? "md5-dos2unix" : "md5";
  const hash = await hashPath(join(root, output.path), { ...looking, algorithm, skipLost: true });
  if (hash === undefined) {
    for (const folder of foldersAbove(output.path))
      if (await pathExists(join(root, folder))) addFolder(index, folder);
    return;
  }
  addFoldersAbove(index, output.path);
  const object = { md5: hash.md5, isLegacy };
  add(index, output.path, object);
  if (granular && hash.tree !== undefined) addMembers(index, output.path, object, hash.tree.members);
}

/** What an output is recorded to be, also where a record lists the files of a folder instead of naming its hash. */
function objectOf(output: TrackedOutput): DataObject | undefined {
  const { md5, hash, other } = output.recorded ?? {};
  const listed = md5 === undefined && other !== undefined ? filesHash(other) : undefined;
  return listed === undefined ? recordedObject(output) : { md5: listed, isLegacy: hash === undefined };
}

interface GrowingIndex {
  readonly entries: Map<string, DataEntry>;
  readonly unknown: Set<string>;
}

function newIndex(): GrowingIndex {
  return { entries: new Map(), unknown: new Set() };
}

function add(index: GrowingIndex, path: string, object: DataObject | undefined): void {
  const isFolder = object !== undefined && isListing(object.md5);
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

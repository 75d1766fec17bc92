import type { Cache } from "#core/data/cache/cache";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { readIntactTree } from "#core/data/cache/intact-tree";
import { isListing, isObjectHash, objectName } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { isList, isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";
import { recordedObject } from "#core/tracking/recorded-object";
import type { TrackedOutput } from "#core/tracking/tracked";

/** The objects that are needed, by their names in a cache and in a remote. */
export interface UsedObjects {
  /** By the remote that the outputs name themselves, in lower case; `undefined` for those that name none. */
  readonly byRemote: Map<string | undefined, Set<string>>;
  /** Tracked folders whose listing the cache does not have, so that their files are not known: by name. */
  readonly unlisted: Map<string, UnlistedFolder>;
}

export interface UnlistedFolder {
  readonly object: DataObject;
  readonly path: string;
  /** What tracks it: `the workspace`, `commit abc1234`. */
  readonly holder: string;
  readonly remote: string | undefined;
}

/** Nothing is needed yet. */
export function newUsedObjects(): UsedObjects {
  return { byRemote: new Map(), unlisted: new Map() };
}

/** Adds what outputs record; of a folder also its files, which the cache lists. */
export async function addUsed(
  used: UsedObjects,
  outputs: readonly TrackedOutput[],
  { cache, holder }: { readonly cache: Cache; readonly holder: string },
): Promise<void> {
  for (const output of outputs) {
    const { path, cache: isCached, remote: own, recorded } = output;
    if (!isCached || recorded === undefined) continue;
    const remote = own?.toLowerCase();
    const isLegacy = recorded.hash === undefined;
    for (const md5 of listedHashes(recorded.other?.get("files"))) addObject(used, remote, { md5, isLegacy });
    const object = recordedObject(output);
    if (object === undefined || !addObject(used, remote, object) || !isListing(object.md5)) continue;
    const tree = await readIntactTree(cache, object.md5);
    if (tree === undefined) used.unlisted.set(objectName(object), { object, path, holder, remote });
    else addMembers(used, remote, object, tree);
  }
}

/** Adds the files of a folder. */
export function addMembers(
  used: UsedObjects,
  remote: string | undefined,
  { isLegacy }: DataObject,
  members: readonly TreeEntry[],
): void {
  for (const { md5 } of members) addObject(used, remote, { md5, isLegacy });
}

/** All names, whatever their remote. */
export function allUsed({ byRemote }: UsedObjects): Set<string> {
  return new Set([...byRemote.values()].flatMap((names) => [...names]));
}

/** False when it was known already. */
function addObject({ byRemote }: UsedObjects, remote: string | undefined, object: DataObject): boolean {
  const names = byRemote.get(remote) ?? new Set<string>();
  byRemote.set(remote, names);
  const name = objectName(object);
  if (names.has(name)) return false;
  names.add(name);
  return true;
}

/** The files that a record lists itself, as it does for a cloud with versions. */
function listedHashes(files: Value | undefined): readonly string[] {
  if (!isList(files)) return [];
  return files.flatMap((file) => {
    const md5 = isMapping(file) ? file.get("md5") : undefined;
    return typeof md5 === "string" && isObjectHash(md5) ? [md5] : [];
  });
}

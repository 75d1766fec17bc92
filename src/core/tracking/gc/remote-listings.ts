import { parseTree, treeHash } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { objectName } from "#core/data/cache/object-name";
import { mapLimited } from "#core/data/map-limited";
import { readWhole } from "#core/data/remotes/read-whole";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { Failure } from "#core/failure";
import type { Work } from "#core/progress";

import { addMembers } from "./used-objects.ts";
import type { UnlistedFolder, UsedObjects } from "./used-objects.ts";

/**
 * Finds out from a remote which files folders need whose listing the cache does not have. What the remote does not have,
 * or has damaged, stays unknown.
 */
export async function readListingsFrom(
  store: RemoteStore,
  folders: readonly UnlistedFolder[],
  used: UsedObjects,
  { signal }: Work,
): Promise<void> {
  await mapLimited(folders, store.jobs, async ({ object, remote }) => {
    const name = objectName(object);
    const content = await readWhole(store, name, { signal, most: Infinity });
    const tree = content && readTree(content.toString(), object.md5);
    if (tree === undefined) return;
    addMembers(used, remote, object, tree);
    used.unlisted.delete(name);
  });
}

/** Undefined for what is not what its name says, or names something outside of its folder. */
function readTree(listing: string, md5: string): readonly TreeEntry[] | undefined {
  if (treeHash(listing) !== md5) return undefined;
  try {
    return parseTree(md5, listing);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

import { createHash } from "node:crypto";

import { parseTree } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { mapLimited } from "#core/data/map-limited";
import { objectName } from "#core/data/remotes/object-name";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
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
    const content = await withRetries(signal, () => readAll(store, name, signal));
    const tree = content && readTree(content, object.md5);
    if (tree === undefined) return;
    addMembers(used, remote, object, tree);
    used.unlisted.delete(name);
  });
}

async function readAll(store: RemoteStore, name: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const content = await store.read(name, 0, signal);
  if (content === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of content.chunks) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function readTree(content: Buffer, md5: string): readonly TreeEntry[] | undefined {
  if (`${createHash("md5").update(content).digest("hex")}.dir` !== md5) return undefined;
  try {
    return parseTree(content.toString());
  } catch {
    return undefined;
  }
}

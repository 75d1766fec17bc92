import { resolve } from "node:path";
import type { ToObserve } from "#core/pipeline/status";
import type { Observations } from "#core/pipeline/status-model";
import type { HashOptions } from "./hash.ts";
import { hashPath } from "./hash.ts";

/**
 * Looks at what is recorded otherwise than by the md5 of a path: the hashes of DVC 2, and folders of version-aware
 * remotes, which are recorded by their files.
 */
export async function observeRecords(
  root: string,
  wanted: ToObserve,
  options: HashOptions,
): Promise<Required<Pick<Observations, "legacyHashes" | "members">>> {
  const legacyHashes = new Map<string, string>();
  for (const path of wanted.legacyPaths) {
    const hash = await hashPath(resolve(root, path), { ...options, algorithm: "md5-dos2unix" });
    if (hash !== undefined) legacyHashes.set(path, hash.md5);
  }
  const members = new Map<string, ReadonlyMap<string, string>>();
  for (const path of wanted.listedPaths) {
    const tree = (await hashPath(resolve(root, path), options))?.tree;
    if (tree !== undefined)
      members.set(path, new Map(tree.members.map(({ relpath, md5 }) => [relpath, md5])));
  }
  return { legacyHashes, members };
}

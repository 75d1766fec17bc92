import { resolve } from "node:path";

import type { ToObserve } from "#core/pipeline/status/what-to-observe";

import { hashPath } from "./hash.ts";
import type { HashOptions } from "./hash.ts";

/** The hashes of paths as DVC 2 made them: text is the same with Unix and with Windows line ends. */
export async function hashLegacyPaths(
  root: string,
  { legacyPaths }: ToObserve,
  options: HashOptions,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const path of legacyPaths) {
    const hash = await hashPath(resolve(root, path), { ...options, algorithm: "md5-dos2unix" });
    if (hash !== undefined) hashes.set(path, hash.md5);
  }
  return hashes;
}

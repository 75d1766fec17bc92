import { join } from "node:path";

import type { PathHash } from "#core/data/hash/hash";

import { lookingWith } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";

/**
 * Gives the workspace what `cache.type` says in place of data that was just stored. With `force`, whatever stands there
 * is replaced.
 * @param path repository-relative
 * @param hash what was stored, and without `force` what the path holds
 */
export async function linkData(
  tools: DataTools,
  path: string,
  hash: PathHash,
  { force = false }: { readonly force?: boolean } = {},
): Promise<void> {
  const target = { path: join(tools.root, path), md5: hash.md5, isexec: hash.isexec };
  const known = force ? undefined : hash;
  await tools.cache.checkout(target, { ...lookingWith(tools), relink: true, force, known });
}

import { join } from "node:path";

import type { PathHash } from "#core/data/hash";

import { lookingWith } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";

/**
 * Gives the workspace what `cache.type` says in place of data that was just stored. With `force`, whatever stands there
 * is replaced.
 * @param path repository-relative
 */
export async function linkData(
  tools: DataTools,
  path: string,
  { md5, isexec }: PathHash,
  { force = false }: { readonly force?: boolean } = {},
): Promise<void> {
  const target = { path: join(tools.root, path), md5, isexec };
  await tools.cache.checkout(target, { ...lookingWith(tools), relink: true, force });
}

import type { Config } from "#core/data/config/config";

import { openCache, type Cache } from "./cache.ts";

/** Opens the cache that a configuration names, with its kinds of links. */
export function openConfiguredCache({ cacheDir, linkTypes, shared }: Config): Cache {
  return openCache(cacheDir, { linkTypes, shared });
}

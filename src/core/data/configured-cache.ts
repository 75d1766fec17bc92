import { openCache, type Cache } from "./cache.ts";
import type { Config } from "./config.ts";

/** Opens the cache that a configuration names, with its kinds of links. */
export function openConfiguredCache({ cacheDir, linkTypes, shared }: Config): Cache {
  return openCache(cacheDir, { linkTypes, shared });
}

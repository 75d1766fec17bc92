import { existsSync } from "node:fs";
import { join } from "node:path";

import { listObjectFiles } from "#core/data/list-objects";
import { objectName } from "#core/data/remotes/object-name";
import { compareCodePoints } from "#core/pipeline/code-point-order";

import { entryPath } from "./changed-data.ts";
import type { DataEntry } from "./data-index.ts";

/** From so many objects on it is faster to list a whole cache than to ask for each. */
const manyObjects = 1000;

/** The paths of data whose object a cache does not have; whether it is whole is not looked at. Sorted. */
export async function pathsNotInCache(
  cacheDir: string,
  entries: readonly DataEntry[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const present = entries.length < manyObjects ? undefined : new Set(await listObjectFiles(cacheDir, signal));
  const isThere = (name: string): boolean => present?.has(name) ?? existsSync(join(cacheDir, name));
  const missing = entries.filter(({ object }) => object !== undefined && !isThere(objectName(object)));
  return missing.map(entryPath).toSorted(compareCodePoints);
}

import { existsSync } from "node:fs";
import { join } from "node:path";

import { listObjectFiles } from "#core/data/cache/list-objects";
import { objectName } from "#core/data/cache/object-name";
import type { Config } from "#core/data/config/config";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";
import { findPresent } from "#core/tracking/transfer/find-present";
import { chooseRemote } from "#core/tracking/transfer/plan";
import { withRemote } from "#core/tracking/transfer/with-remote";

import { entryPath } from "./changed-data.ts";
import type { DataEntry } from "./data-index.ts";
import type { TrackedOutput } from "./tracked.ts";

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

/**
 * The paths of data that outputs record, that is to be pushed, and whose object its remote does not have. Nothing where
 * there is no remote, as in DVC. Sorted.
 * @param entries of the outputs, and of their files
 * @param remote for outputs that name none; the default one when absent
 */
export async function pathsNotInRemote(
  config: Config,
  outputs: readonly TrackedOutput[],
  { entries, remote }: { readonly entries: readonly DataEntry[]; readonly remote: string | undefined },
  work: Work,
): Promise<readonly string[]> {
  const pushed = outputs.filter(({ push, isImported }) => push && !isImported);
  const missing: DataEntry[] = [];
  for (const own of new Set(pushed.map((output) => output.remote))) {
    const chosen = own ?? remote ?? config.defaultRemote;
    if (chosen === undefined) continue;
    const paths = pushed.filter((output) => output.remote === own).map(({ path }) => path);
    const belonging = entries.filter(
      ({ path, object }) => object !== undefined && paths.some((each) => isWithin(path, each)),
    );
    const nameOf = ({ object }: DataEntry): string => (object === undefined ? "" : objectName(object));
    const names = new Set(belonging.map(nameOf));
    const there = await withRemote(chooseRemote(config, chosen), undefined, (store) =>
      findPresent(store, names, work),
    );
    missing.push(...belonging.filter((entry) => !there.has(nameOf(entry))));
  }
  return missing.map(entryPath).toSorted(compareCodePoints);
}

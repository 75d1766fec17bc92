import { mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";

import { openCache } from "#core/data/cache/cache";
import { readConfig } from "#core/data/config/config";
import { isFolder } from "#core/data/is-folder";
import { pathExists } from "#core/data/path-exists";
import type { ContentFacts } from "#core/data/record-hash";
import { namingSystemErrors } from "#core/data/system-errors";
import type { Work } from "#core/progress";
import { bringData } from "#core/tracking/import/bring-data";
import type { DataStore } from "#core/tracking/import/data-store";
import { alreadyThere } from "#core/tracking/import/failures";
import type { RepositoryOrigin } from "#core/tracking/import/import-file";

import { folderMissing } from "./failures.ts";

/** Where data that nothing tracks is to be. */
export interface CopyRequest {
  /** A new name, or a folder to put the data in; its own name in the current folder when absent. */
  readonly out?: string | undefined;
  /** Absolute path of the folder in which the request was typed. */
  readonly cwd: string;
  /** Replace what is there. */
  readonly force?: boolean | undefined;
}

export interface GetRequest extends CopyRequest, Omit<RepositoryOrigin, "kind" | "revLock"> {}

/** Copies data of another repository to a place of this machine, and tracks nothing. Gives its absolute path. */
export async function getData(request: GetRequest, work: Work): Promise<string> {
  const path = posix.normalize(request.path.replaceAll("\\", "/")).replace(/\/$/u, "");
  const origin = { ...request, path, base: request.cwd };
  return copyOut(
    posix.basename(path),
    request,
    work,
    async (store) => (await bringData(origin, store, work)).facts,
  );
}

/**
 * Brings data into a temporary cache beside the place where it is to be, and moves it there when it is whole.
 * Throws a Failure when something is there already.
 * @param name of the data, unless the request gives one
 */
export async function copyOut(
  name: string,
  { out, cwd, force }: CopyRequest,
  { signal }: Work,
  bring: (store: DataStore) => Promise<ContentFacts>,
): Promise<string> {
  const given = resolve(cwd, out ?? name);
  const target = out !== undefined && (await isFolder(given)) ? join(given, name) : given;
  if (force !== true && (await pathExists(target))) throw alreadyThere(target);
  if (!(await isFolder(dirname(target)))) throw folderMissing(dirname(target));
  return namingSystemErrors(async () => {
    const root = await mkdtemp(join(dirname(target), ".trainyard-get-"));
    try {
      const cacheDir = join(root, "cache");
      const config = { ...(await readConfig(root)), cacheDir, shared: false };
      const cache = openCache(cacheDir);
      const { md5 } = await bring({ root, config, cache });
      const copy = join(root, "data");
      await cache.checkout({ path: copy, md5, isexec: false }, { signal });
      // Killed between the two, the old data is still beside its place.
      if (force === true && (await pathExists(target))) await rename(target, join(root, "replaced"));
      await rename(copy, target);
      return target;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }, target);
}

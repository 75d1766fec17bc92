import { join } from "node:path";

import { pathExists } from "#core/data/path-exists";
import type { Cache } from "#core/data/cache/cache";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { placeInRepository } from "#core/data/place-in-repository";
import { Failure } from "#core/failure";

import type { OpenedPlace } from "./read-facts.ts";

export interface RestoreOptions {
  /** Also replaces what is there and differs, even where the cache does not have that. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/**
 * Puts the recorded outputs and the tracked data of a folder there from the cache. What the cache does not have is passed
 * over, and so is what would be put outside of the folder.
 * @param root absolute path of the folder
 * @returns the repository-relative paths that could not be restored
 */
export async function restoreOutputs(
  root: string,
  place: OpenedPlace,
  cache: Cache,
  { force, signal }: RestoreOptions,
): Promise<readonly string[]> {
  const missing: string[] = [];
  const ignore = openDvcIgnore(root);
  for (const { path, md5, isexec } of place.cached) {
    signal.throwIfAborted();
    const absolute = join(root, path);
    if (!force && (await pathExists(absolute))) continue;
    if (placeInRepository(root, path) === undefined) {
      missing.push(path);
      continue;
    }
    try {
      await cache.checkout({ path: absolute, md5, isexec }, { ignore, signal, force });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      missing.push(path);
    }
  }
  return missing;
}

import { readFile } from "node:fs/promises";
import { posix } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import { isListing } from "#core/data/cache/object-name";
import type { FileSource } from "#core/metrics/file-source";
import { isWithin } from "#core/pipeline/repository-path";

/** A path whose content dvc.lock records. */
export interface RecordedPath {
  /** Repository-relative. */
  readonly path: string;
  readonly md5: string;
}

/**
 * Files of a place, with those that are not there taken from DVC's cache by what was recorded of them: outputs are not
 * in Git, and need not be checked out, neither a whole folder nor one file of it.
 */
export function withCachedOutputs(
  source: FileSource,
  outputs: readonly RecordedPath[],
  cache: Cache,
): FileSource {
  const find = async (path: string): Promise<string | undefined> => {
    const md5 = await hashOf(path, outputs, cache);
    return md5 === undefined ? undefined : cache.locate(md5);
  };
  return {
    async list(path) {
      const files = await source.list(path);
      const isFile = files.includes(posix.normalize(path));
      return isFile ? files : merge(files, await cachedFiles(posix.normalize(path), outputs, cache));
    },
    async stamp(path) {
      const own = await source.stamp(path);
      return own ?? hashOf(path, outputs, cache);
    },
    async read(path, offset = 0) {
      const own = await source.read(path, offset);
      const object = own === undefined ? await find(path) : undefined;
      return object === undefined ? own : (await readFile(object)).subarray(offset);
    },
  };
}

/** The files of both, as DVC's view of a folder has them; where one has a file and the other a folder, the first has it. */
function merge(files: readonly string[], cached: readonly string[]): readonly string[] {
  const taken = new Set(files.flatMap((file) => [file, ...foldersAbove(file)]));
  const places = new Set(files);
  const added = cached.filter((file) => !taken.has(file) && !foldersAbove(file).some((at) => places.has(at)));
  return added.length === 0 ? files : [...files, ...added].toSorted();
}

function foldersAbove(file: string): readonly string[] {
  const folder = posix.dirname(file);
  return folder === "." || folder === "/" ? [] : [folder, ...foldersAbove(folder)];
}

async function hashOf(
  path: string,
  outputs: readonly RecordedPath[],
  cache: Cache,
): Promise<string | undefined> {
  const output = outputs.find((each) => isWithin(path, each.path));
  if (output === undefined) return undefined;
  if (output.path === path) return isListing(output.md5) ? undefined : output.md5;
  const members = isListing(output.md5) ? await cache.readTree(output.md5) : undefined;
  return members?.find((member) => posix.join(output.path, member.relpath) === path)?.md5;
}

async function cachedFiles(
  path: string,
  outputs: readonly RecordedPath[],
  cache: Cache,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const output of outputs) {
    if (!isWithin(output.path, path) && !isWithin(path, output.path)) continue;
    const members = isListing(output.md5) ? await cache.readTree(output.md5) : undefined;
    const files = members?.map((member) => posix.join(output.path, member.relpath)) ?? [output.path];
    found.push(...files.filter((file) => isWithin(file, path)));
  }
  return found.toSorted();
}

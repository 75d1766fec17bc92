import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import { treeHash } from "#core/data/cache/dir-object";
import { hashPath } from "#core/data/hash/hash";
import { hashLargeFolder, type RememberingOptions } from "#core/data/hash/hash-large-folder";
import { hashLegacyPaths } from "#core/data/hash/hash-legacy-paths";
import { openStatCache } from "#core/data/hash/stat-cache";
import type { StatCache } from "#core/data/hash/stat-cache";
import { formatOf } from "#core/pipeline/formats/format-of";
import { readValues } from "#core/pipeline/formats/read-values";
import { findValuesApart } from "#core/pipeline/formats/values-apart";
import type { ToObserve } from "#core/pipeline/status/what-to-observe";
import type { ContentHash, Observations, ParamsFile } from "#core/pipeline/status/status-model";
import { isMapping } from "#core/pipeline/value";

import { hasCode, isNotFound } from "./atomic-write.ts";
import type { DvcIgnore } from "./dvc-ignore.ts";

export interface ObserveOptions {
  /** Use this instead of opening the repository's own; the caller saves it. */
  readonly stats?: StatCache | undefined;
  /** Reads a parameter file, by its path in the repository, in place of `readParams`. */
  readonly params?: ((path: string) => Promise<ParamsFile>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gathers what the status of stages depends on: hashes of files and folders, objects that the cache lacks, and values of
 * parameter files. Costs a stat for each file that did not change since it was last looked at.
 */
export async function observe(
  root: string,
  wanted: ToObserve,
  cache: Cache,
  ignore: DvcIgnore,
  options: ObserveOptions = {},
): Promise<Observations> {
  const stats = options.stats ?? (await openStatCache(root));
  const read = options.params ?? ((path: string) => readParams(root, path));
  const listedHashes = new Map([...wanted.listings].map((listing) => [listing, treeHash(listing)]));
  const objects = [...wanted.objects, ...listedHashes.values()];
  const [notInCache, hashes, legacyHashes, params] = await Promise.all([
    cache.missing(objects, { stats, signal: options.signal }),
    hashAll(root, wanted, { ignore, stats, signal: options.signal }),
    hashLegacyPaths(root, wanted, { ignore, stats, signal: options.signal }),
    Promise.all([...wanted.params].map(async (path) => [path, await read(path)] as const)),
  ]);
  if (options.stats === undefined) await stats.save();
  return { hashes, legacyHashes, listedHashes, notInCache, params: new Map(params) };
}

async function hashAll(
  root: string,
  { paths, largeFolders }: Pick<ToObserve, "paths" | "largeFolders">,
  options: RememberingOptions,
): Promise<Observations["hashes"]> {
  const hashes = new Map<string, ContentHash>();
  for (const path of paths) {
    const hash = largeFolders.has(path) ? hashLargeFolder : hashPath;
    const found = await hash(resolve(root, path), { ...options, skipLost: true });
    if (found === undefined) continue;
    // The files of a folder, which may be many, are nothing that a status depends on.
    const { md5, size, nfiles, isexec } = found;
    hashes.set(path, {
      md5,
      size,
      ...(nfiles !== undefined && { nfiles }),
      ...(isexec !== undefined && { isexec }),
    });
  }
  return hashes;
}

/** Reads the parameters of a file in the repository. What is wrong with it is in the result. */
export async function readParams(root: string, path: string): Promise<ParamsFile> {
  try {
    const text = decodeText(await readFile(resolve(root, path)));
    if (text === undefined) return notText(path);
    const { values, document, problems } = readValues(path, text);
    if (isMapping(values)) {
      const apart = findValuesApart(path, document, values);
      return { kind: "values", values, ...(apart.size > 0 && { apart }) };
    }
    const problem = problems.find(({ severity }) => severity === "error");
    if (problem === undefined)
      return { kind: "unreadable", reason: "It holds no mapping of names to values." };
    return { kind: "unreadable", reason: problem.message, problem };
  } catch (error) {
    if (isNotFound(error)) return { kind: "missing" };
    if (hasCode(error, "EISDIR")) return { kind: "unreadable", reason: "It is a folder." };
    throw error;
  }
}

function notText(path: string): ParamsFile {
  const reason = "It is not text in UTF-8, which DVC needs: save it in this encoding.";
  const place = { file: path, range: { start: 0, end: 0 } };
  const problem = { code: `${formatOf(path)}/syntax`, severity: "error", message: reason, ...place } as const;
  return { kind: "unreadable", reason, problem };
}

/** With a byte-order mark at its start, which some formats may have and others not. Undefined if it is not UTF-8. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

import { join, posix } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import type { TrackedData } from "#core/data/dvc-file";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import { hashPath } from "#core/data/hash/hash";
import type { HashOptions, PathHash } from "#core/data/hash/hash";
import { recordHash } from "#core/data/record-hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import type { Git } from "#core/git/git";
import { withFileHash } from "#core/data/dvc-file-hash";
import { folderSource } from "#core/metrics/folder-source";
import { buildGraph, selectStages } from "#core/pipeline/graph/graph";
import { overlaps } from "#core/runners/local/overlaps";
import { readSourceFile } from "#core/runners/local/read-source-file";

import { loadPipelineOf } from "#core/tracking/load-pipeline-of";

export interface DataRequest {
  /** Of the run that needs the data. */
  readonly targets: readonly string[];
  readonly cache: Cache;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts the data that `.dvc` files track into the cache as it is now, as `dvc exp run` does, so that a run elsewhere can
 * work on it. The workspace stays as it is. Left out are imported data and data that is not there.
 * Throws a Failure for a `.dvc` file that cannot be read.
 * @returns the texts that the `.dvc` files of edited data would need, by repository-relative path
 */
export async function keepEditedData(git: Git, request: DataRequest): Promise<ReadonlyMap<string, string>> {
  const { targets, cache, signal } = request;
  const ignore = openDvcIgnore(git.root);
  const files = await findDvcFiles(git, ignore, signal);
  const read = namesStages(targets) ? await pathsReadBy(git, files.pipelines, targets) : ["."];
  const stats = await openStatCache(git.root);
  const texts = new Map<string, string>();
  for (const file of files.data) {
    const source = await readSourceFile(git.root, file);
    if (source === undefined) continue;
    let text = source.text;
    for (const [index, data] of source.outs.entries()) {
      if (!read.some((path) => overlaps(path, data.path))) continue;
      const hash = await keep(join(git.root, data.path), data, cache, { ignore, stats, signal });
      if (hash !== undefined) text = withFileHash(recordHash(text, index, data, hash));
    }
    if (text !== source.text) texts.set(file, text);
  }
  await stats.save();
  return texts;
}

/** Gives what the path holds; undefined when there is nothing to record. */
async function keep(
  path: string,
  data: TrackedData,
  cache: Cache,
  options: HashOptions,
): Promise<PathHash | undefined> {
  if (await isRightLegacy(path, data, options)) return undefined;
  const hash = await hashPath(path, options);
  if (hash === undefined || !data.cache) return hash;
  const missing = await cache.missing([hash.md5], options);
  if (missing.size > 0) await cache.insert(path, hash, options);
  return hash;
}

/** An entry of DVC 2 has a hash of another kind, which stays as long as it is right. */
async function isRightLegacy(
  path: string,
  { md5, hash }: TrackedData,
  options: HashOptions,
): Promise<boolean> {
  if (md5 === undefined || hash !== undefined) return false;
  return (await hashPath(path, { ...options, algorithm: "md5-dos2unix" }))?.md5 === md5;
}

/** A run of a whole dvc.yaml is what DVC does when nothing is named, and then it takes all data along. */
function namesStages(targets: readonly string[]): boolean {
  return targets.length > 0 && !targets.some((target) => posix.basename(target) === "dvc.yaml");
}

/** What the targets and the stages before them read. */
async function pathsReadBy(
  git: Git,
  pipelines: readonly string[],
  targets: readonly string[],
): Promise<readonly string[]> {
  const { stages } = await loadPipelineOf(folderSource(git.root), pipelines);
  const selected = selectStages(buildGraph(stages), stages, { targets }).stages;
  return selected.flatMap((stage) => stage.deps.map((dependency) => dependency.path));
}

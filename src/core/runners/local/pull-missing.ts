import type { TrackedData } from "#core/data/dvc-file";
import { pathExists } from "#core/data/path-exists";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Stage } from "#core/pipeline/model";

import { overlaps } from "./overlaps.ts";
import { absolute, locked, type Workshop } from "./workshop.ts";

/** Data that was recorded, and where it belongs. */
export interface RecordedOutput {
  /** Repository-relative. */
  readonly path: string;
  readonly md5: string;
  readonly isexec?: boolean | undefined;
  /** Where it is kept, when that is not the default remote. */
  readonly remote?: string | undefined;
}

/**
 * Brings the outputs that dvc.lock records of a stage into the workspace, from the cache and from where the repository
 * keeps its data. False, and nothing changes, when some of it cannot be had.
 */
export async function pullOutputs(
  shop: Workshop,
  stage: Stage,
  before: LockEntry | undefined,
): Promise<boolean> {
  const wanted = recordedOutputs(stage, before);
  if (!(await fetchMissing(shop, wanted))) return false;
  await locked(shop, () => checkout(shop, wanted));
  return true;
}

/**
 * Brings those of the dependencies of a stage that are not in the workspace and that something tracks. What cannot be had
 * stays missing: the stage says so when it is about to run.
 */
export async function pullDependencies(shop: Workshop, stage: Stage): Promise<void> {
  for (const { path } of stage.deps) {
    if (await pathExists(absolute(shop, path))) continue;
    const wanted = trackedAt(shop, path);
    if (!(await fetchMissing(shop, wanted))) continue;
    await locked(shop, () => checkout(shop, wanted));
  }
}

/** Fetches what the cache lacks of some data. False when it still lacks some. */
export async function fetchMissing(
  { cache, remote, signal }: Pick<Workshop, "cache" | "remote" | "signal">,
  wanted: readonly Pick<RecordedOutput, "md5" | "remote">[],
): Promise<boolean> {
  const md5s = wanted.map(({ md5 }) => md5);
  const missing = await cache.missing(md5s, { signal });
  if (missing.size === 0) return true;
  if (remote === undefined) return false;
  for (const name of new Set(wanted.map((each) => each.remote))) {
    const there = wanted.filter((each) => each.remote === name && missing.has(each.md5));
    if (there.length > 0)
      await remote.fetchObjects(
        there.map(({ md5 }) => md5),
        name,
      );
  }
  return (await cache.missing(missing, { signal })).size === 0;
}

function recordedOutputs(stage: Stage, entry: LockEntry | undefined): readonly RecordedOutput[] {
  return stage.outs.flatMap((output): readonly RecordedOutput[] => {
    const item = entry?.outs.find(({ path }) => path === output.text);
    if (!output.cache || item?.md5 === undefined) return [];
    return [{ path: output.path, md5: item.md5, isexec: item.isexec, remote: output.remote }];
  });
}

/** What is recorded of data that a path is, lies in, or holds. */
function trackedAt(shop: Workshop, path: string): readonly RecordedOutput[] {
  const made = shop.stages.flatMap((stage) => {
    const concerns = stage.outs.some((output) => overlaps(output.path, path));
    return concerns ? recordedOutputs(stage, shop.records.read(stage)) : [];
  });
  const added = shop.sources().flatMap((data) => recordedData(data));
  return [...made, ...added].filter((each) => overlaps(each.path, path));
}

function recordedData({ path, md5, cache, isexec, remote }: TrackedData): readonly RecordedOutput[] {
  return cache && md5 !== undefined ? [{ path, md5, isexec, remote }] : [];
}

async function checkout(shop: Workshop, wanted: readonly RecordedOutput[]): Promise<void> {
  const { ignore, stats, signal } = shop;
  for (const { path, md5, isexec } of wanted) {
    await shop.cache.checkout({ path: absolute(shop, path), md5, isexec }, { ignore, stats, signal });
  }
  await shop.ignoredOutputs.add(wanted.map(({ path }) => path));
}

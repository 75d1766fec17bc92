import { join } from "node:path";

import type { Cache } from "#core/data/cache/cache";
import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { findDataCycles } from "#core/data/data-graph";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import type { DvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import type { PathHash } from "#core/data/hash/hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import type { StatCache } from "#core/data/hash/stat-cache";
import { openRepositoryLocks } from "#core/data/locks/repository-lock";
import { openPlacedData } from "#core/data/placed-data";
import type { PlacedData } from "#core/data/placed-data";
import { buildGraph } from "#core/pipeline/graph/graph";
import type { Work } from "#core/progress";

import { pathFromRoot } from "./path-from-root.ts";
import type { DataPlace } from "./place.ts";
import { readSoundWorkspace, refuseBroken } from "./read-sound.ts";
import { selectData } from "./select-data.ts";
import type { SelectedData, TargetRequest } from "./select-data.ts";
import { readTracked } from "./tracked.ts";
import type { Tracked } from "./tracked.ts";

/** What a command on tracked data works with. */
export interface DataTools extends DataPlace {
  readonly config: Config;
  readonly cache: Cache;
  readonly ignore: DvcIgnore;
  readonly stats: StatCache;
  readonly placed: PlacedData;
  readonly work: Work;
  /**
   * Does something while no run uses the outputs; repository-relative paths. Throws a Failure at once when one does, as
   * DVC does.
   */
  readonly writing: <T>(paths: readonly string[], then: () => Promise<T>) => Promise<T>;
}

/**
 * Does something with the data of a repository while no other command changes it. What was learnt of files is kept for
 * the next command, also when this one fails.
 */
export async function withData<T>(
  place: DataPlace,
  work: Work,
  change: (tools: DataTools) => Promise<T>,
): Promise<T> {
  const locks = await openRepositoryLocks(place.root);
  try {
    return await locks.whole({ signal: work.signal }, async () => {
      const config = await readConfig(place.root);
      const stats = await openStatCache(place.root);
      const placed = await openPlacedData(place.root);
      const cache = openConfiguredCache(config);
      const ignore = openDvcIgnore(place.root);
      const writing: DataTools["writing"] = (paths, then) =>
        locks.paths({ read: [], write: paths.map((path) => join(place.root, path)) }, then);
      try {
        return await change({ ...place, config, cache, ignore, stats, placed, work, writing });
      } finally {
        await stats.save();
        await placed.save();
      }
    });
  } finally {
    locks.close();
  }
}

/**
 * What is tracked. Throws a Failure for the first error in a file that says so, as DVC does before it changes data, and for
 * the first one in the graph: a cycle, or outputs that overlap.
 */
export async function readSoundGraph(tools: DataTools): Promise<Tracked> {
  const tracked = await readSoundWorkspace(tools, tools.config);
  const { stages } = tracked.pipeline;
  refuseBroken(tools.root, [...buildGraph(stages).problems, ...findDataCycles(stages, tracked.sources)]);
  return tracked;
}

/**
 * What is tracked, and which of it targets name. Where these are all `.dvc` files, only errors in them count, as in DVC:
 * one file can be brought back while another is being repaired. Throws a Failure otherwise.
 */
export async function readSelected(
  tools: DataTools,
  request: TargetRequest,
): Promise<{ readonly tracked: Tracked; readonly selected: readonly SelectedData[] }> {
  const { root, config } = tools;
  const tracked = await readTracked(tools, config.loading);
  const files = request.targets.map((target) => pathFromRoot(root, request.cwd, target));
  const areFiles = files.length > 0 && files.every((file) => file.endsWith(".dvc"));
  refuseBroken(
    root,
    areFiles ? tracked.problems.filter(({ file }) => files.includes(file)) : tracked.problems,
  );
  return { tracked, selected: selectData(root, tracked, request) };
}

/** What the functions on data are told besides their request. */
export function lookingWith({ ignore, stats, work }: DataTools) {
  return { ignore, stats, signal: work.signal, onProgress: work.onProgress };
}

/** What a path of the repository holds now; undefined when nothing is there. */
export function hashIn(tools: DataTools, path: string): Promise<PathHash | undefined> {
  return hashPath(join(tools.root, path), lookingWith(tools));
}

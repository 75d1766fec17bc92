import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { untrackedFiles } from "#core/git/changes";
import { findCommit } from "#core/git/revisions";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";

import { changedData, changedPaths } from "./changed-data.ts";
import type { ChangedData } from "./changed-data.ts";
import { compareIndexes } from "./compare-indexes.ts";
import type { DataChange } from "./compare-indexes.ts";
import { recordedIndex, workspaceIndex } from "./data-index.ts";
import { pathsNotInCache, pathsNotInRemote } from "./missing-objects.ts";
import { pathFromRoot } from "./path-from-root.ts";
import type { DataPlace } from "./place.ts";
import { readSoundRevision, readSoundWorkspace } from "./read-sound.ts";
import type { TrackedOutput } from "./tracked.ts";

export interface DataStatusRequest {
  /** As typed: paths and `.dvc` files. Everything when there are none. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
  /** Tell of each file in tracked folders. */
  readonly granular?: boolean;
  /** Also tell of files that neither Git nor DVC track. */
  readonly untracked?: boolean;
  /** Also tell what the remote lacks of what is recorded. */
  readonly notInRemote?: boolean;
  /** Name of the remote to ask, for outputs that name none; the default one when absent. */
  readonly remote?: string | undefined;
}

/** What `dvc data status` tells. Paths are repository-relative and sorted; folders end in `/`. */
export interface DataStatus {
  /** What dvc.lock and the `.dvc` files record and the cache does not have. */
  readonly notInCache: readonly string[];
  /** What they record and belongs on a remote that does not have it; empty where that was not asked. */
  readonly notInRemote: readonly string[];
  /** What those of the last commit and those of the workspace differ in. */
  readonly committed: ChangedData;
  /** What those of the workspace and the data itself differ in. */
  readonly uncommitted: ChangedData;
  readonly untracked: readonly string[];
  /** What neither of the two differ in. */
  readonly unchanged: readonly string[];
}

/**
 * Compares the data of the workspace with what is recorded of it, and that with the last commit. It takes no lock, as DVC
 * takes none: whoever writes meanwhile makes the answer old, and nothing follows from it.
 * Throws a Failure for files that make no sense, in the workspace or in the commit.
 */
export async function dataStatus(
  place: DataPlace,
  request: DataStatusRequest,
  work: Work,
): Promise<DataStatus> {
  const { granular = false } = request;
  const config = await readConfig(place.root);
  const [workspace, committedOutputs, untracked] = await Promise.all([
    readSoundWorkspace(place, config),
    outputsOfHead(place, config),
    request.untracked === true ? untrackedFiles(place.git) : [],
  ]);
  const { isWanted, isNear } = selectPaths(place.root, request, workspace.outputs);

  const cache = openConfiguredCache(config);
  const here = workspace.outputs.filter(isNear);
  const recorded = await recordedIndex(here, cache, granular);
  const before = await recordedIndex(committedOutputs.filter(isNear), cache, granular);
  const found = await workspaceIndex(place.root, here, granular, work);

  const select = (changes: readonly DataChange[]) =>
    changes.filter((change) => isTold(change) && isWanted((change.new ?? change.old)?.path ?? ""));
  const uncommitted = select(compareIndexes(recorded, found, "hash"));
  const committed = select(compareIndexes(before, recorded, "hash"));
  const asCommitted = new Set(changedPaths(committed, "unchanged"));
  const known = uncommitted.flatMap(({ old }) => (old === undefined ? [] : [old]));
  const asked = {
    entries: [...recorded.entries.values()].filter(({ path }) => isWanted(path)),
    remote: request.remote,
  };
  return {
    notInCache: await pathsNotInCache(config.cacheDir, known, work.signal),
    notInRemote: request.notInRemote === true ? await pathsNotInRemote(config, here, asked, work) : [],
    committed: changedData(committed),
    uncommitted: changedData(uncommitted),
    untracked: untracked.filter(isWanted).toSorted(compareCodePoints),
    unchanged: changedPaths(uncommitted, "unchanged").filter((path) => asCommitted.has(path)),
  };
}

interface Selection {
  readonly isWanted: (path: string) => boolean;
  /** For outputs that are wanted, or have something wanted in them. */
  readonly isNear: (output: TrackedOutput) => boolean;
}

/** What targets mean: a `.dvc` file its data, anything else a path, which need not be tracked. */
function selectPaths(
  root: string,
  { targets, cwd }: DataStatusRequest,
  outputs: readonly TrackedOutput[],
): Selection {
  const paths = targets.flatMap((target) => {
    const path = pathFromRoot(root, cwd, target);
    const named = outputs.filter(({ file, stage }) => file === path && stage === undefined);
    return named.length > 0 ? named.map((output) => output.path) : [path];
  });
  const isWanted = (path: string): boolean =>
    paths.length === 0 || paths.some((each) => each === "." || isWithin(path, each));
  return {
    isWanted,
    isNear: (output) => isWanted(output.path) || paths.some((each) => isWithin(each, output.path)),
  };
}

/** None before the first commit. */
async function outputsOfHead(place: DataPlace, config: Config): Promise<readonly TrackedOutput[]> {
  const head = await findCommit(place.git, "HEAD");
  return head === undefined ? [] : (await readSoundRevision(place, head.id, config)).outputs;
}

/** Folders that are not tracked themselves are not told of, nor what is gone from a folder that nobody knows. */
function isTold({ kind, old, new: now }: DataChange): boolean {
  if (kind === "unchanged") return old?.object !== undefined || now?.object !== undefined;
  return kind !== "unknown" || now !== undefined;
}

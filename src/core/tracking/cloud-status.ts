import { filesAtOnce, mapLimited } from "#core/data/map-limited";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import type { Work } from "#core/progress";
import { openListings } from "#core/tracking/transfer/download";
import { withDownloads } from "#core/tracking/transfer/download-folder";
import { findPresent } from "#core/tracking/transfer/find-present";
import { planTransfer } from "#core/tracking/transfer/plan";
import type { RemoteShare, TransferPlan } from "#core/tracking/transfer/plan";
import type { TransferRequest } from "#core/tracking/transfer/request";
import { byName, cachedSize, wantedObject } from "#core/tracking/transfer/wanted-object";
import { withRemote } from "#core/tracking/transfer/with-remote";

import type { DataPlace } from "./place.ts";

/** DVC's words: only in the cache, only on the remote, in neither. */
type CloudState = "new" | "deleted" | "missing";

/** How the cache and the remotes differ. */
export interface CloudStatus {
  /** Paths of outputs and of files in tracked folders, sorted; what is in both is absent. */
  readonly states: ReadonlyMap<string, CloudState>;
  /** Names of the remotes that were looked at. */
  readonly remotes: readonly string[];
  readonly notes: readonly string[];
}

/** Compares recorded data in the cache with the remotes where it belongs; changes neither. */
export async function cloudStatus(
  place: DataPlace,
  request: TransferRequest,
  work: Work,
): Promise<CloudStatus> {
  const plan = await planTransfer(place, request, "push", work);
  const states = await withDownloads(place.root, work.signal, async (folder) => {
    const found: [string, CloudState][] = [];
    for (const share of plan.shares) {
      found.push(...(await compareShare(share, { plan, folder, jobs: request.jobs, work })));
    }
    return found;
  });
  return {
    states: new Map(states.toSorted(([a], [b]) => compareCodePoints(a, b))),
    remotes: plan.shares.map(({ remote }) => remote.name),
    notes: plan.notes,
  };
}

interface Comparison {
  readonly plan: TransferPlan;
  readonly folder: string;
  readonly jobs: number | undefined;
  readonly work: Work;
}

function compareShare(
  { remote, outputs }: RemoteShare,
  { plan, folder, jobs, work }: Comparison,
): Promise<[string, CloudState][]> {
  const { cacheDir, shared } = plan.config;
  return withRemote(remote, jobs, async (store) => {
    const { folders } = await openListings(outputs, {
      cacheDir,
      shared,
      folder,
      store,
      signal: work.signal,
    });
    const members = [...folders.values()].flatMap(({ wanted }) => wanted);
    const objects = [...byName([...outputs.map(wantedObject), ...members]).values()];
    const there = await findPresent(
      store,
      objects.map(({ name }) => name),
      work,
    );
    const here = await mapLimited(objects, filesAtOnce, (object) => cachedSize(cacheDir, object));
    return objects.flatMap((object, index): [string, CloudState][] => {
      const state = stateOf(here[index] !== undefined, there.has(object.name));
      return state === undefined ? [] : [[object.path, state]];
    });
  });
}

function stateOf(isHere: boolean, isThere: boolean): CloudState | undefined {
  if (isHere) return isThere ? undefined : "new";
  return isThere ? "deleted" : "missing";
}

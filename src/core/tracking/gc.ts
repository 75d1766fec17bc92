import { realpath } from "node:fs/promises";

import type { Config } from "#core/data/config/config";
import { keepsVersions } from "#core/data/config/remote-config";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { Failure } from "#core/failure";
import { openGit } from "#core/git/git";
import type { Work } from "#core/progress";
import { collectNeeds, runFolders } from "#core/tracking/gc/collect";
import type { Needs } from "#core/tracking/gc/collect";
import { forgetReferences, outlivedReferences } from "#core/tracking/gc/kept-references";
import { readListingsFrom } from "#core/tracking/gc/remote-listings";
import { removeFromCache, removeFromRemote } from "#core/tracking/gc/remove-objects";
import type { RemovedObjects } from "#core/tracking/gc/remove-objects";
import type { GcScope } from "#core/tracking/gc/scope";
import { allUsed, newUsedObjects } from "#core/tracking/gc/used-objects";
import { findPresent } from "#core/tracking/transfer/find-present";
import { chooseRemote } from "#core/tracking/transfer/plan";
import { withRemote } from "#core/tracking/transfer/with-remote";

import { withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { listingsMissing, remoteKeepsVersions } from "./failures.ts";
import type { DataPlace } from "./place.ts";

export interface GcRequest {
  readonly scope: GcScope;
  /** Absolute paths of other repositories that share the cache, and whose data is kept too. */
  readonly projects: readonly string[];
  /** Also remove from the remotes what is not needed. */
  readonly cloud?: boolean;
  /** Remove from the cache also what is needed, as long as a remote has it. */
  readonly notInRemote?: boolean;
  /** Name of the remote for outputs that name none; the default one when absent. */
  readonly remote?: string | undefined;
  readonly jobs?: number | undefined;
  /** Remove nothing, and tell what would be. */
  readonly dry?: boolean;
  /** Go on when the files of a tracked folder cannot be known. */
  readonly force?: boolean;
  /** Leave out commits that cannot be read. */
  readonly skipFailed?: boolean;
}

/** What was removed, or would be. */
export interface GcReport {
  readonly cache: RemovedObjects;
  readonly remotes: readonly { readonly name: string; readonly removed: RemovedObjects }[];
  /** References to replaced workspaces that are older than 90 days. */
  readonly forgotten: readonly string[];
  /** Commits that could not be read, with `skipFailed`. */
  readonly skipped: readonly string[];
}

/**
 * Removes the data that nothing in the scope needs: from the cache, and with `cloud` from the remotes. The workspace, runs
 * that have not ended, and what was set aside for the user are always kept. Nothing is removed before everything is
 * known; the listing of a folder goes before its files, so that a stop at any moment leaves nothing that claims more than there
 * is. Records of the run cache stay, as in DVC: a remote may have what they speak of.
 * Throws a Failure, and nothing was removed, when it cannot be known what is needed.
 */
export function gc(place: DataPlace, request: GcRequest, work: Work): Promise<GcReport> {
  const began = Date.now();
  return withData(place, work, async (tools) => {
    const own = await realpath(place.root);
    const projects = await Promise.all(request.projects.map((root) => realpath(root)));
    const others = [...new Set(projects)].filter((root) => root !== own);
    return holding([...others, ...(await runFolders(place.root))], work, async () => {
      const forgotten = await outlivedReferences(place.git, new Date());
      const needs: Needs = { used: newUsedObjects(), byRuns: newUsedObjects() };
      const skipped = await collectAll(place, others, { needs, request, forgotten, work });
      await findListings(tools, needs, request);
      if (request.dry !== true) await forgetReferences(place.git, forgotten);
      return { ...(await remove(tools, needs, { ...request, began })), forgotten, skipped };
    });
  });
}

/** Does something while no command changes any of some repositories. */
async function holding<T>(roots: readonly string[], work: Work, then: () => Promise<T>): Promise<T> {
  const [root, ...others] = roots;
  if (root === undefined) return then();
  return withRepositoryLock(root, work.signal, () => holding(others, work, then), lockSeconds);
}

/** A run that has just ended stores what it made, which takes its time. */
const lockSeconds = 60;

interface Collection {
  readonly needs: Needs;
  readonly request: GcRequest;
  /** References of this repository that keep nothing any more. */
  readonly forgotten: readonly string[];
  readonly work: Work;
}

async function collectAll(
  place: DataPlace,
  others: readonly string[],
  { needs, request, forgotten, work }: Collection,
): Promise<readonly string[]> {
  const options = { scope: request.scope, skipFailed: request.skipFailed === true, forgotten };
  const skipped = [...(await collectNeeds(place, needs, options, work))];
  for (const root of others) {
    const git = openGit(root);
    try {
      skipped.push(...(await collectNeeds({ root, git }, needs, { ...options, forgotten: [] }, work)));
    } finally {
      git.dispose();
    }
  }
  return skipped;
}

/** Asks the remotes for listings that the cache does not have. Throws a Failure for what stays unknown. */
async function findListings(
  { config, work }: DataTools,
  { used, byRuns }: Needs,
  request: GcRequest,
): Promise<void> {
  const isRemoteNeeded = request.cloud === true || request.notInRemote === true;
  for (const objects of [used, byRuns]) {
    const unlisted = [...objects.unlisted.values()];
    for (const name of new Set(unlisted.map(({ remote }) => remote))) {
      const folders = unlisted.filter(({ remote }) => remote === name);
      try {
        const remote = chooseRemote(config, name ?? request.remote);
        await withRemote(remote, request.jobs, (store) => readListingsFrom(store, folders, objects, work));
      } catch (error) {
        // Where only the cache is collected, a remote that cannot be asked is as good as none.
        if (isRemoteNeeded || !(error instanceof Failure)) throw error;
      }
    }
  }
  const unknown = [...used.unlisted.values(), ...byRuns.unlisted.values()];
  if (unknown.length > 0 && request.force !== true) throw listingsMissing(unknown);
}

async function remove(
  { config, work }: DataTools,
  needs: Needs,
  request: GcRequest & { readonly began: number },
): Promise<Pick<GcReport, "cache" | "remotes">> {
  const options = { dry: request.dry === true, work };
  const isRemoteNeeded = request.cloud === true || request.notInRemote === true;
  const shares = isRemoteNeeded ? sharesOf(config, needs, request) : [];
  const keep = allUsed(needs.used);
  if (request.notInRemote === true) {
    for (const { remote, names } of shares) {
      const there = await withRemote(remote, request.jobs, (store) => findPresent(store, names, work));
      for (const name of there) keep.delete(name);
    }
  }
  for (const name of allUsed(needs.byRuns)) keep.add(name);
  const cache = await removeFromCache(config.cacheDir, keep, { ...options, began: request.began });
  const remotes: { name: string; removed: RemovedObjects }[] = [];
  for (const { remote, names } of request.cloud === true ? shares : []) {
    const removed = await withRemote(remote, request.jobs, (store) =>
      removeFromRemote(store, names, options),
    );
    remotes.push({ name: remote.name, removed });
  }
  return { cache, remotes };
}

/** What each remote has to keep. Two remotes with one URL are one place. */
function sharesOf(
  config: Config,
  { used, byRuns }: Needs,
  request: GcRequest,
): readonly { readonly remote: RemoteConfig; readonly names: Set<string> }[] {
  const shares = new Map<string, { remote: RemoteConfig; names: Set<string> }>();
  const asked: readonly (readonly [string | undefined, Iterable<string>])[] = [
    [undefined, []],
    ...used.byRemote,
    ...byRuns.byRemote,
  ];
  for (const [own, names] of asked) {
    const remote = chooseRemote(config, own ?? request.remote);
    if (keepsVersions(remote)) throw remoteKeepsVersions(remote.name);
    const share = shares.get(remote.url) ?? { remote, names: new Set() };
    for (const name of names) share.names.add(name);
    shares.set(remote.url, share);
  }
  return [...shares.values()];
}

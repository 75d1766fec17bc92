import { existsSync } from "node:fs";

import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { Failure } from "#core/failure";
import { openGit } from "#core/git/git";
import type { Work } from "#core/progress";
import { listRuns } from "#core/runners/read-run";
import { isFinished } from "#core/runners/run";
import type { Run } from "#core/runners/run";
import type { DataPlace } from "#core/tracking/place";
import { readSoundRevision, readSoundWorkspace, requireSound } from "#core/tracking/read-sound";
import { openTrackedHistory } from "#core/tracking/tracked-history";

import { commitsInScope } from "./scope.ts";
import type { GcScope } from "./scope.ts";
import { addUsed } from "./used-objects.ts";
import type { UsedObjects } from "./used-objects.ts";

export interface CollectOptions {
  readonly scope: GcScope;
  /** Leave out commits that cannot be read instead of giving up. */
  readonly skipFailed: boolean;
  /** References that count no more. */
  readonly forgotten: readonly string[];
}

/** What is needed, and by whom. */
export interface Needs {
  /** The workspaces and the scope. */
  readonly used: UsedObjects;
  /** Runs that have not ended, and what is left of those that were killed. */
  readonly byRuns: UsedObjects;
}

/** The folders in which runs work, or worked when they were killed, besides the workspace. */
export async function runFolders(root: string): Promise<readonly string[]> {
  const folders = (await listRuns(root)).flatMap(({ workspace }) => workspace ?? []);
  return [...new Set(folders)].filter((folder) => folder !== root && existsSync(folder));
}

/**
 * Adds all objects that a repository needs: those of the workspace and of the scope, of what runs work on or wait for,
 * and of what was set aside for the user. Call it with the locks held.
 * Gives the commits that could not be read. Throws a Failure when it cannot be known what something tracks.
 */
export async function collectNeeds(
  place: DataPlace,
  { used, byRuns }: Needs,
  { scope, skipFailed, forgotten }: CollectOptions,
  work: Work,
): Promise<readonly string[]> {
  const config = await readConfig(place.root);
  const cache = openConfiguredCache(config);
  // Runs come before commits: one that ends meanwhile is found as the one or the other.
  await addNeedsOfRuns(place, byRuns, config);
  const { outputs } = await readSoundWorkspace(place, config);
  await addUsed(used, outputs, { cache, holder: "the workspace" });

  const skipped: string[] = [];
  const commits = await commitsInScope(place.git, scope, forgotten);
  const readCommit = openTrackedHistory(place, config);
  for (const [index, commit] of commits.entries()) {
    work.signal.throwIfAborted();
    work.onProgress?.({ phase: "Reading commits", done: index, total: commits.length, unit: "files" });
    try {
      const tracked = await readCommit(commit);
      await requireSound(place, commit, tracked);
      await addUsed(used, tracked.outputs, { cache, holder: `commit ${commit.slice(0, 7)}` });
    } catch (error) {
      if (!skipFailed || !(error instanceof Failure)) throw error;
      skipped.push(commit);
    }
  }
  return skipped;
}

/** What a run that has not ended starts from. */
function waitingFor({ id, state, plan }: Run): { readonly id: string; readonly commits: readonly string[] } {
  if (isFinished(state) || plan.experiment === undefined) return { id, commits: [] };
  const { snapshot, baseline } = plan.experiment;
  return { id, commits: [baseline, ...(snapshot ? [snapshot.all] : [])] };
}

async function addNeedsOfRuns(place: DataPlace, byRuns: UsedObjects, config: Config): Promise<void> {
  const cache = openConfiguredCache(config);
  for (const folder of await runFolders(place.root)) {
    const git = openGit(folder);
    try {
      const { outputs } = await readSoundWorkspace({ root: folder, git }, config);
      await addUsed(byRuns, outputs, { cache, holder: folder });
    } finally {
      git.dispose();
    }
  }
  for (const { id, commits } of (await listRuns(place.root)).map(waitingFor)) {
    for (const commit of commits) {
      const { outputs } = await readSoundRevision(place, commit, config);
      await addUsed(byRuns, outputs, { cache, holder: `run ${id}` });
    }
  }
}

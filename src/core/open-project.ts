import { existsSync } from "node:fs";

import { readConfig } from "#core/data/config/config";
import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { checkOverride } from "./check-override.ts";
import { applyExperiment } from "./experiments/apply.ts";
import { buildTable } from "./experiments/build-table.ts";
import { diffMeasured } from "./experiments/diff.ts";
import { findRevision } from "./experiments/find-experiments.ts";
import { openPlaces } from "./experiments/places.ts";
import { findRemoval, removeExperiments } from "./experiments/remove.ts";
import { runExperiment } from "./experiments/run-experiment.ts";
import { compareShown, showMetricsOf } from "./experiments/show-revisions.ts";
import { planExperiments } from "./experiments/start-experiments.ts";
import { worktreePath } from "./experiments/worktree.ts";
import { openGit } from "./git/git.ts";
import type { Git } from "./git/git.ts";
import { listTags } from "./git/tags.ts";
import { removeWorktree } from "./git/worktrees.ts";
import { openPlace, requireWholeRepository } from "./open-place.ts";
import { listParameters } from "./parameters.ts";
import type { Project } from "./project.ts";
import { watchProject } from "./project-watch.ts";
import { assign } from "./registry/assign.ts";
import { readRegistry } from "./registry/read-registry.ts";
import { register } from "./registry/register.ts";
import { readAppended } from "./runners/append-only.ts";
import { followRun } from "./runners/follow.ts";
import { executeRun } from "./runners/local/execute-run.ts";
import { launchRun } from "./runners/local/launch.ts";
import { planReproduction } from "./runners/local/plan-reproduction.ts";
import { stopRun } from "./runners/local/stop.ts";
import { findRun, findRunDirectory, listRuns, readRun } from "./runners/read-run.ts";
import { removeRuns } from "./runners/remove-runs.ts";
import { isFinished } from "./runners/run.ts";
import type { Run, RunPlan } from "./runners/run.ts";
import { createRunDirectory, newRunId } from "./runners/run-directory.ts";
import { runDirectory, runFile } from "./runners/run-files.ts";
import type { RemoteObjects } from "./runners/run-kind.ts";
import { fetchObjects, fetchRuns } from "./tracking/fetch.ts";
import { dataCommands } from "./tracking/data-commands.ts";
import { checkWorkspace, readStatus, readWorkspaceFiles, requireRunnable } from "./workspace-files.ts";

export interface OpenOptions {
  /** Absolute path of our command line's bundle: detached runs are processes of it. */
  readonly cli: string;
}

/** Opens a repository. Throws a Failure when the folder is not the root of one that DVC knows. */
export async function openProject(root: string, options: OpenOptions): Promise<Project> {
  const place = await openPlace(root);
  const { git } = place;
  const ended = new AbortController();
  const watchers = new Set<{ dispose(): void }>();
  const readFiles = () => readWorkspaceFiles(git);
  const openCache = async () => openConfiguredCache(await readConfig(root));
  const places = openPlaces(git, openCache);
  const started = new Set<string>();
  /** A command may have deleted the directory of a run that was started here, which then comes again. */
  const directoryOf = async (id: string): Promise<string> =>
    started.has(id) ? runDirectory(root, id) : findRunDirectory(root, id);
  const start = async (plan: RunPlan): Promise<Run> => {
    const directory = await createRunDirectory(plan);
    started.add(plan.id);
    await launchRun(directory, [process.execPath, options.cli]);
    return readRun(directory);
  };
  const artifacts = async () => (await readFiles()).pipeline.files.flatMap((file) => file.artifacts);

  return {
    root,
    data: dataCommands(place),
    pipeline: async () => (await readFiles()).pipeline,
    problems: async () => checkWorkspace(git, await readFiles()),
    status: async (targets = []) => readStatus(git, await readFiles(), targets),
    async parameters() {
      const { pipeline, read } = await readFiles();
      return listParameters(pipeline, read);
    },
    checkOverride: async (text) => checkOverride(text, (await readFiles()).read),

    async planRepro(repro) {
      const { cacheDir } = await readConfig(root);
      return planReproduction({ root, cacheDir, repro, signal: ended.signal });
    },
    async startRepro(repro) {
      await requireRunnable(await readFiles(), repro);
      return start(reproPlan(root, new Date(), repro));
    },
    async startExperiments(request) {
      await requireWholeRepository(root, "Experiments");
      const files = await readFiles();
      await requireRunnable(files, request.repro);
      const cache = openConfiguredCache(files.config);
      const plans = await planExperiments(git, request, {
        runs: await listRuns(root),
        cache,
        signal: ended.signal,
      });
      const runs: Run[] = [];
      for (const plan of plans) runs.push(await start(plan));
      return runs;
    },
    runs: () => listRuns(root),
    async followRun(id, listener, signal) {
      const directory = await directoryOf(id);
      return followRun(directory, { onEvent: listener, signal: AbortSignal.any([signal, ended.signal]) });
    },
    async readLog(id, offset) {
      return readAppended(runFile(await directoryOf(id), "output.log"), offset);
    },
    stopRun: async (id) => stopRun(await directoryOf(id)),
    removeRuns: (ids) => removeRunsWithWorktrees(git, ids),

    experiments: async () => buildTable({ git, runs: await listRuns(root), ...places }),
    async diff(from, to) {
      return diffMeasured(await places.readNamed(from), await places.readNamed(to));
    },
    compare: (request) => compareShown(git, places, request),
    metrics: (request) => showMetricsOf(git, places, request),
    async applyExperiment(name) {
      await requireWholeRepository(root, "Experiments");
      return applyExperiment(git, name, await openCache(), ended.signal);
    },
    async removeExperiments(names) {
      const removal = await findRemoval(git, names, await listRuns(root));
      await removeExperiments(git, removal.experiments, ended.signal);
      await removeRunsWithWorktrees(
        git,
        removal.runs.map((run) => run.id),
      );
    },
    curves: (of) => places.readCurvesOf(of),

    models: async () => readRegistry(await listTags(git), await artifacts()),
    async register(request) {
      await requireWholeRepository(root, "Registered models");
      const rev = (await findRevision(git, request.rev)) ?? request.rev;
      return register(git, await artifacts(), { ...request, rev });
    },
    async assign(request) {
      await requireWholeRepository(root, "Registered models");
      return assign(git, await artifacts(), request);
    },

    watch(listener) {
      const watcher = watchProject(git, listener);
      watchers.add(watcher);
      return {
        dispose() {
          watchers.delete(watcher);
          watcher.dispose();
        },
      };
    },
    dispose() {
      ended.abort();
      for (const watcher of watchers) watcher.dispose();
      git.dispose();
    },
  };
}

/** What a detached process of the command line does: the run of a directory, of whatever kind. Gives the exit code. */
export function executeRunDirectory(directory: string): Promise<number> {
  return executeRun(directory, { experiment: runExperiment, openRemote });
}

function openRemote(root: string, signal: AbortSignal): RemoteObjects {
  const place = { root, git: openGit(root) };
  return {
    async fetchObjects(md5s, remote) {
      await fetchObjects(place, { md5s, remote }, { signal });
    },
    async fetchRuns() {
      await fetchRuns(place, undefined, { signal });
    },
  };
}

function reproPlan(repository: string, now: Date, repro: RunPlan["repro"]): RunPlan {
  return { version: 1, id: newRunId(now), created: now.toISOString(), runner: "local", repository, repro };
}

/**
 * The worktree of a run that was killed is still there, in case somebody wants to look at it, and its command may still
 * be at work. Throws a Failure, before anything is removed, when a run has not finished.
 */
async function removeRunsWithWorktrees(git: Git, ids: readonly string[]): Promise<void> {
  const runs = await Promise.all(ids.map((id) => findRun(git.root, id)));
  const areFinished = runs.every((run) => isFinished(run.state));
  for (const run of runs) if (areFinished && run.state === "lost") await stopRun(run.directory);
  await removeRuns(git.root, ids);
  for (const id of ids) {
    const worktree = worktreePath(git.root, id);
    if (existsSync(worktree)) await removeWorktree(git, worktree);
  }
}

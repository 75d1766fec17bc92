import { join } from "node:path";

import { writeFileAtomic } from "#core/data/atomic-write";
import { openConfiguredCache } from "#core/data/cache/configured-cache";
import type { Cache } from "#core/data/cache/cache";
import { readConfig } from "#core/data/config/config";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { readTextSync } from "#core/data/read-text";
import { openGit } from "#core/git/git";
import type { Git } from "#core/git/git";
import { removeWorktree } from "#core/git/worktrees";
import type { RunContext, RunKind, RunResult } from "#core/runners/run-kind";
import type { RunPlan } from "#core/runners/run";

import { applyOverrides } from "./apply-overrides.ts";
import { awaitTurn } from "./await-turn.ts";
import { keepEditedData } from "./keep-edited-data.ts";
import { keepResults } from "./keep-results.ts";
import { linkNeeded } from "./link-needed.ts";
import { openFolder } from "./open-folder.ts";
import { parseOverride } from "./overrides.ts";
import { recordExperiment } from "./record.ts";
import { pathsToRecord } from "./record-paths.ts";
import { restoreOutputs } from "./restore-data.ts";
import { takeSnapshot } from "./snapshot.ts";
import { createWorktree, worktreePath } from "./worktree.ts";

type ExperimentPlan = NonNullable<RunPlan["experiment"]>;

/** One experiment that is being run. */
interface Session {
  readonly plan: RunPlan;
  readonly experiment: ExperimentPlan;
  readonly context: RunContext;
  /** The user's repository. */
  readonly git: Git;
  readonly cache: Cache;
  readonly begin: Date;
}

/**
 * What a detached run with an experiment does: waits for its turn, prepares a worktree (or takes the user's workspace),
 * sets the parameters, reproduces, and records the result as a commit with a reference. Without success there is no
 * reference; what a failed run left to look at is kept in its run directory.
 */
export const runExperiment: RunKind = async (plan, context) => {
  const { experiment } = plan;
  if (experiment === undefined) throw new Error("The plan of the run has no experiment.");
  await awaitTurn(plan, context.signal);
  const git = openGit(plan.repository);
  try {
    const config = await readConfig(plan.repository);
    const cache = openConfiguredCache(config);
    const session = { plan, experiment, context, git, cache, begin: new Date() };
    return await (experiment.place === "workspace" ? runInPlace(session) : runInWorktree(session));
  } finally {
    git.dispose();
  }
};

/** The result stays in the workspace as changes that are not committed, as `dvc exp run` leaves it. */
async function runInPlace(session: Session): Promise<RunResult> {
  const { experiment, context, git } = session;
  context.emit({ kind: "started", workspace: git.root });
  await setParameters(git.root, experiment.overrides);
  await recordEditedData(session);
  return runStages(session, git, new Set());
}

/** `dvc exp run` records all edits of tracked data that its targets may need, and not only what its stages read. */
async function recordEditedData(session: Session): Promise<void> {
  const { context, git } = session;
  await withRepositoryLock(git.root, context.signal, async () => {
    for (const [file, text] of await editedData(session)) await writeFileAtomic(join(git.root, file), text);
  });
}

function editedData({ plan, context, git, cache }: Session): Promise<ReadonlyMap<string, string>> {
  return keepEditedData(git, { targets: plan.repro.targets, cache, signal: context.signal });
}

async function runInWorktree(session: Session): Promise<RunResult> {
  const { plan, experiment, context, git, cache } = session;
  const path = worktreePath(git.root, plan.id);
  context.emit({ kind: "started", workspace: path });
  const place = openGit(path);
  try {
    const snapshot = experiment.snapshot ?? (await takeSnapshot(git, await editedData(session)));
    await createWorktree(git, {
      run: plan.id,
      baseline: experiment.baseline,
      snapshot,
      cacheDir: cache.directory,
    });
    return await prepareAndRun(session, place);
  } finally {
    place.dispose();
    await removeWorktree(git, path);
  }
}

async function prepareAndRun(session: Session, place: Git): Promise<RunResult> {
  const { experiment, context, git, cache } = session;
  await setParameters(place.root, experiment.overrides);
  const opened = await openFolder(place, cache);
  const missing = await restoreOutputs(place.root, opened, cache, { force: false, signal: context.signal });
  if (missing.length > 0) context.log(`Not in the cache, so made anew where needed: ${missing.join(", ")}`);
  const linked = await linkNeeded(opened.pipeline, git.root, place.root);
  if (linked.size > 0) context.log(`Linked from the workspace: ${[...linked].join(", ")}`);
  try {
    return await runStages(session, place, linked);
  } catch (error) {
    await keepResults(place, cache, context.directory).catch((reason: unknown) => {
      context.log(`What the run left could not be kept: ${String(reason)}`);
    });
    throw error;
  }
}

async function runStages(session: Session, place: Git, linked: ReadonlySet<string>): Promise<RunResult> {
  const { plan, experiment, context, git, cache } = session;
  const environment = {
    DVC_EXP_NAME: experiment.name,
    DVC_EXP_BASELINE_REV: experiment.baseline,
    // The user's repository, also from within a worktree: that is where dvclive tells how far it is.
    DVC_ROOT: git.root,
  };
  const reproduced = await context.reproduce({
    root: place.root,
    cacheDir: cache.directory,
    environment,
    keepsPartialOutputs: experiment.place === "worktree",
  });
  const { pipeline } = await openFolder(place, cache);
  const recorded = await recordExperiment({
    git,
    place,
    baseline: experiment.baseline,
    name: experiment.name,
    ...(experiment.message !== undefined && { message: experiment.message }),
    ...(experiment.replace !== undefined && { replace: experiment.replace }),
    reproduced,
    paths: pathsToRecord(pipeline, reproduced, linked),
    note: {
      version: 1,
      runner: plan.runner,
      run: plan.id,
      started: session.begin.toISOString(),
      seconds: (Date.now() - session.begin.getTime()) / 1000,
      stages: reproduced.stages.map(({ address, action, seconds }) => ({ stage: address, action, seconds })),
    },
    signal: context.signal,
  });
  if (recorded.name !== experiment.name)
    context.log(
      `The name "${experiment.name}" was taken meanwhile; the experiment is kept as "${recorded.name}".`,
    );
  return { revision: recorded.revision, ref: recorded.ref };
}

async function setParameters(root: string, texts: readonly string[]): Promise<void> {
  const overrides = texts.map((text) => parseOverride(text));
  const changed = applyOverrides(overrides, (path) => readTextSync(join(root, path)));
  for (const [path, text] of changed) await writeFileAtomic(join(root, path), text);
}

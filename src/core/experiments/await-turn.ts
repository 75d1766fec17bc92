import { setTimeout } from "node:timers/promises";

import { listRuns, readRun } from "#core/runners/read-run";
import { isFinished } from "#core/runners/run";
import type { Run, RunPlan } from "#core/runners/run";

/** How often a waiting run looks whether one before it has ended. */
const pollMilliseconds = 500;

/**
 * Waits until a queued run may start: until fewer than `jobs` of the runs that were queued before it are unfinished. The
 * order is that of the plans, which never changes, so there is nothing to lock and nothing to clean up after a crash: a
 * run whose process is gone counts as finished. Rejects with an AbortError when the signal fires.
 */
export async function awaitTurn(plan: RunPlan, signal: AbortSignal): Promise<void> {
  const jobs = plan.experiment?.jobs;
  if (jobs === undefined) return;
  const ahead = (await listRuns(plan.repository)).filter((run) => isAhead(run.plan, plan)).sort(byAge);
  const waiting = ahead.map((run) => run.directory);
  while (await areUnfinished(waiting, jobs)) await setTimeout(pollMilliseconds, undefined, { signal });
}

/** Drops the finished ones off the list, and stops looking when enough unfinished ones are found. */
async function areUnfinished(directories: string[], count: number): Promise<boolean> {
  let unfinished = 0;
  while (unfinished < count) {
    const directory = directories[unfinished];
    if (directory === undefined) return false;
    if (await hasEnded(directory)) directories.splice(unfinished, 1);
    else unfinished++;
  }
  return true;
}

/** A directory that cannot be read any more was removed, which only finished runs are. */
async function hasEnded(directory: string): Promise<boolean> {
  const run = await readRun(directory).catch(() => undefined);
  return run === undefined || isFinished(run.state);
}

function isAhead(other: RunPlan, plan: RunPlan): boolean {
  return other.experiment?.jobs !== undefined && compareAge(other, plan) < 0;
}

function byAge(left: Run, right: Run): number {
  return compareAge(left.plan, right.plan);
}

function compareAge(left: RunPlan, right: RunPlan): number {
  if (left.created !== right.created) return left.created < right.created ? -1 : 1;
  return left.id < right.id ? -1 : Number(left.id > right.id);
}

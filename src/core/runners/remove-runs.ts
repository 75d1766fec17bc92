import { rm } from "node:fs/promises";

import { activeRunFailure } from "./failures.ts";
import { findRun } from "./read-run.ts";
import { isFinished } from "./run.ts";

/** Removes the directories of runs, logs included. Throws a Failure, before it removes any, when one has not finished. */
export async function removeRuns(repository: string, ids: readonly string[]): Promise<void> {
  const runs = await Promise.all(ids.map((id) => findRun(repository, id)));
  const active = runs.find((run) => !isFinished(run.state));
  if (active) throw activeRunFailure(active.id);
  await Promise.all(runs.map((run) => rm(run.directory, { recursive: true, force: true })));
}

import type { Run, Stage } from "#core/project";

import { runName } from "../run-name.ts";

/** What runs are doing with a stage, beyond what its files tell. */
export type StageActivity =
  /** Names of the experiments in which it runs; none when it runs in the workspace only. */
  | { readonly kind: "running"; readonly experiments: readonly string[] }
  | { readonly kind: "failed"; readonly run: string; readonly error: string };

/**
 * Where a stage is running now, in the workspace or in an experiment; else that it is where the newest run of the
 * workspace failed. `runs` in any order.
 */
export function stageActivity(stage: Stage, runs: readonly Run[]): StageActivity | undefined {
  const running = runs.filter((run) => run.stage?.name === stage.address);
  if (running.length > 0) {
    return {
      kind: "running",
      experiments: running.filter(({ plan }) => plan.experiment).map(runName),
    };
  }
  const newest = runs
    .filter(({ plan, state }) => plan.experiment?.place !== "worktree" && state !== "queued")
    .toSorted((a, b) => b.plan.created.localeCompare(a.plan.created))[0];
  if (newest?.state !== "failed" || newest.stages.at(-1)?.stage !== stage.address) return undefined;
  return { kind: "failed", run: newest.id, error: newest.error ?? "The command failed." };
}

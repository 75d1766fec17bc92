import type { ExperimentTable, Run } from "#core/project";

/** What is going on in one line: `2 running, step 12`; undefined while nothing is. */
export function runSummary(runs: readonly Run[], tables: readonly ExperimentTable[]): string | undefined {
  const running = runs.filter(({ state }) => state === "running").length;
  const queued = runs.filter(({ state }) => state === "queued").length;
  const step = furthestStep(tables);
  const parts = [
    running > 0 ? `${running} running` : undefined,
    queued > 0 ? `${queued} queued` : undefined,
    running > 0 && step !== undefined ? `step ${step}` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** The greatest step that a running experiment reached. */
function furthestStep(tables: readonly ExperimentTable[]): number | undefined {
  const steps = tables
    .flatMap((table) => table.baselines.flatMap(({ experiments }) => experiments))
    .filter(({ state }) => state === "running")
    .flatMap(({ step }) => (step === undefined ? [] : [step]));
  return steps.length === 0 ? undefined : Math.max(...steps);
}

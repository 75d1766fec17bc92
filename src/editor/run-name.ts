import type { Run } from "#core/project";

/** What a run is called: its experiment's name, else what it reproduces. */
export function runName(run: Run): string {
  const { experiment, repro } = run.plan;
  if (experiment) return experiment.name;
  return repro.targets.length === 0 ? "pipeline" : repro.targets.join(", ");
}

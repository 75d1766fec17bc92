import type { Run } from "#core/project";

/** The stage that a run is at: `train (2 of 3)`. `index` counts from zero. */
export function showStage(stage: {
  readonly name: string;
  readonly index: number;
  readonly count: number;
}): string {
  return stage.count > 1 ? `${stage.name} (${stage.index + 1} of ${stage.count})` : stage.name;
}

/** What a run is called: its experiment's name, else what it reproduces. */
export function runName(run: Run): string {
  const { experiment, repro } = run.plan;
  if (experiment) return experiment.name;
  return repro.targets.length === 0 ? "pipeline" : repro.targets.join(", ");
}

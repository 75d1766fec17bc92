import type { Baseline, Experiment, ExperimentTable, Measured } from "#core/experiments/table";
import type { Value } from "#core/pipeline/value";

type Values = Readonly<Record<string, Value>>;

/** Parameters of params.yaml and metrics of metrics.json. */
export function makeMeasured(params: Values = {}, metrics: Values = {}): Measured {
  return {
    params: new Map([["params.yaml", new Map(Object.entries(params))]]),
    metrics: new Map([["metrics.json", new Map(Object.entries(metrics))]]),
  };
}

/** A finished experiment, but for what a test says otherwise. */
export function makeExperiment(
  name: string,
  sketch: Partial<Experiment> & { readonly values?: Measured } = {},
): Experiment {
  const { values = makeMeasured(), ...rest } = sketch;
  return {
    rev: `rev-${name}`,
    ref: `refs/exps/aa/bb/${name}`,
    name,
    state: "success",
    deps: new Map(),
    outs: new Map(),
    ...values,
    ...rest,
  };
}

/** A commit `main` with these experiments, and a workspace without values. */
export function makeTable(
  experiments: readonly Experiment[],
  baseline: Partial<Baseline> = {},
): ExperimentTable {
  return {
    workspace: makeMeasured(),
    baselines: [
      {
        rev: "rev-main",
        name: "main",
        time: "2026-01-02T03:04:05Z",
        subject: "Start",
        ...makeMeasured(),
        ...baseline,
        experiments,
      },
    ],
  };
}

/** Every command that package.json contributes; `test/unit/manifest` holds the two together. */
export const commands = {
  runExperiment: "trainyard.experiment.run",
  compareExperiments: "trainyard.experiment.compare",
  applyExperiment: "trainyard.experiment.apply",
  removeExperiment: "trainyard.experiment.remove",
  registerModel: "trainyard.model.register",
  assignStage: "trainyard.model.assign",
  runStage: "trainyard.stage.run",
  stopRun: "trainyard.run.stop",
  showLog: "trainyard.run.showLog",
  openSample: "trainyard.sample.open",
  openStage: "trainyard.stage.open",
  refresh: "trainyard.refresh",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const views = {
  pipeline: "trainyard.pipeline",
  experiments: "trainyard.experiments",
  registry: "trainyard.registry",
} as const;

export const panels = {
  compare: "trainyard.compare",
} as const;

/** Settings below `trainyard.`. */
export const settings = {
  jobs: "experiments.jobs",
  keyMetric: "experiments.keyMetric",
} as const;

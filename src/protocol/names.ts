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
  addData: "trainyard.data.add",
  commitData: "trainyard.data.commit",
  checkoutData: "trainyard.data.checkout",
  pushData: "trainyard.data.push",
  pullData: "trainyard.data.pull",
  createPipeline: "trainyard.pipeline.create",
  showResolved: "trainyard.pipeline.showResolved",
  refresh: "trainyard.refresh",
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

/** Commands that only links of the language server run: no menu shows them. */
export const serverCommands = {
  showReferences: "trainyard.server.showReferences",
} as const;

/** Requests of the language server that the protocol of language servers does not have. */
export const serverRequests = {
  files: "trainyard/files",
} as const;

export const views = {
  pipeline: "trainyard.pipeline",
  experiments: "trainyard.experiments",
  registry: "trainyard.registry",
} as const;

export const panels = {
  compare: "trainyard.compare",
} as const;

/** Schemes of documents that exist only in the editor. */
export const schemes = {
  runLog: "trainyard-log",
  /** A dvc.yaml with everything in it resolved, which the language server writes. */
  resolved: "trainyard-resolved",
} as const;

/** What a resolved dvc.yaml is called, so that its tab can be told from that of the file. */
export const resolvedName = "dvc.resolved.yaml";

/** Keys that `when` clauses of package.json ask for. */
export const contextKeys = {
  /** One of `WorkspaceState`. */
  state: "trainyard.state",
  /** True while at least one run of an open project has not finished. */
  running: "trainyard.running",
} as const;

/** What the open folders offer: decides which welcome text a view shows and which commands there are. */
export const workspaceStates = [
  "searching",
  "no-folder",
  "untrusted",
  "no-pipeline",
  "no-git",
  "no-dvc",
  "failed",
  "ready",
] as const;

export type WorkspaceState = (typeof workspaceStates)[number];

/** Settings below `trainyard.`. */
export const settings = {
  jobs: "experiments.jobs",
  keyMetric: "experiments.keyMetric",
  rules: "rules",
  workspaceDiagnostics: "diagnostics.workspace",
} as const;

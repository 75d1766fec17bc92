import type {
  MetricsRequest,
  ShownComparison,
  ShownRequest,
  ShownRevision,
} from "./experiments/show-revisions.ts";
import type { Baseline, Experiment, ExperimentTable, Measured } from "./experiments/table.ts";
import type { PlotTable, Series } from "./metrics/series.ts";
import type { Pipeline, Stage } from "./pipeline/model.ts";
import type { ParameterFacts } from "./pipeline/params/params-schema.ts";
import type { Problem } from "./pipeline/problem.ts";
import type { StageStatus } from "./pipeline/status/status-model.ts";
import type { Value } from "./pipeline/value.ts";
import type { RegisteredModel, Registration } from "./registry/model.ts";
import type { ReproOptions, Run, RunEvent, StageAction } from "./runners/run.ts";
import type { DataCommands } from "./tracking/data-commands.ts";

/** What to try. Several `overrides` with choices or ranges (`lr=0.1,0.2`) make one experiment a combination. */
export interface ExperimentRequest {
  readonly repro: ReproOptions;
  /** `-S` texts in Hydra's override grammar. */
  readonly overrides: readonly string[];
  readonly name?: string;
  readonly message?: string;
  readonly replace?: boolean;
  readonly place: "worktree" | "workspace";
  /** How many of a sweep run at once; default 2, at least 1. */
  readonly jobs?: number;
}

/** One parameter that a stage reads, for the form in which a person picks and edits it. */
export interface ParameterInfo {
  readonly file: string;
  /** Dotted name of a leaf. */
  readonly key: string;
  readonly value: Value;
  readonly type: "integer" | "float" | "boolean" | "string" | "null" | "list";
  /** Addresses of the stages that read it, through `params:` or `${}`. */
  readonly usedBy: readonly string[];
  /** What the schema beside the file says of it. */
  readonly facts?: ParameterFacts;
}

/** Difference of two revisions; `diff` where both sides are numbers. */
export interface ValueChange {
  readonly file: string;
  readonly key: string;
  readonly old?: Value;
  readonly new?: Value;
  readonly diff?: bigint | number;
}

export interface RevisionDiff {
  readonly params: readonly ValueChange[];
  readonly metrics: readonly ValueChange[];
}

/** What applying an experiment did to the workspace. */
export interface AppliedExperiment {
  readonly name: string;
  /** Full commit id. */
  readonly revision: string;
  /** Outputs that could not be brought because the cache does not have them. */
  readonly missing: readonly string[];
  /** The reference that keeps what the user had not committed; absent when nothing would have been lost. */
  readonly kept?: string;
}

/** Whether stages and tracked data are up to date. */
export interface WorkspaceStatus {
  readonly stages: readonly StageStatus[];
  /** Errors of the pipeline and of its locks; what could be read of them is in `stages`, but it is not the whole. */
  readonly errors: readonly Problem[];
}

/** Which part of a project changed on disk; a view re-reads only what it shows. */
export type ProjectPart = "pipeline" | "data" | "experiments" | "runs" | "registry";

/** The curves of one thing that was trained. */
export interface Curves {
  readonly series: readonly Series[];
  readonly tables: readonly PlotTable[];
}

/** A repository that is open: the one thing that the editor, the command line and the tests hold. */
export interface Project {
  /** Absolute path of the Git repository. */
  readonly root: string;
  readonly data: DataCommands;

  pipeline(): Promise<Pipeline>;
  /** Pipeline problems and those of the graph, the lock and the paths: what `lint` prints. */
  problems(): Promise<readonly Problem[]>;
  status(targets?: readonly string[]): Promise<WorkspaceStatus>;
  parameters(): Promise<readonly ParameterInfo[]>;
  /** Checks one `-S` text against the files as they are and their schemas; a sentence when it does not fit. */
  checkOverride(override: string): Promise<string | undefined>;

  /** What `startRepro` would do now, in order; runs nothing and changes nothing. */
  planRepro(
    options: ReproOptions,
  ): Promise<readonly { readonly address: string; readonly action: StageAction }[]>;
  /** Starts detached runs and returns at once; they go on when this process ends. */
  startRepro(options: ReproOptions): Promise<Run>;
  startExperiments(request: ExperimentRequest): Promise<readonly Run[]>;
  runs(): Promise<readonly Run[]>;
  /** Past and future events of a run, in order, until it finished or the signal fires. */
  followRun(id: string, listener: (event: RunEvent) => void, signal: AbortSignal): Promise<Run>;
  /** New text of the run's log from a byte offset on. */
  readLog(id: string, offset: number): Promise<{ readonly text: string; readonly next: number }>;
  stopRun(id: string): Promise<void>;
  removeRuns(ids: readonly string[]): Promise<void>;

  experiments(): Promise<ExperimentTable>;
  /** Two of: an experiment's name, a revision, `workspace`. */
  diff(from: string, to: string): Promise<RevisionDiff>;
  /** Parameters or metrics as `params diff` and `metrics diff` compare them. */
  compare(request: ShownRequest): Promise<ShownComparison>;
  /** What metrics files hold, by revision. */
  metrics(request: MetricsRequest): Promise<ReadonlyMap<string, ShownRevision>>;
  applyExperiment(name: string): Promise<AppliedExperiment>;
  removeExperiments(names: readonly string[]): Promise<void>;
  /** Curves of a revision, of an experiment's name, of a run's id (live), or of `workspace`. */
  curves(of: string): Promise<Curves>;

  models(): Promise<readonly RegisteredModel[]>;
  /** `rev`: an experiment's name or any revision. Without `version` it is the next one, `v0.0.1` at first. */
  register(request: {
    model: string;
    rev: string;
    version?: string;
    message?: string;
  }): Promise<Registration>;
  assign(request: { model: string; version: string; stage: string }): Promise<Registration>;

  /** Calls the listener after files changed, bursts joined. Returns what ends it. */
  watch(listener: (parts: ReadonlySet<ProjectPart>) => void): { dispose(): void };
  /** Ends child processes and watchers. */
  dispose(): void;
}

export type { Progress, Work } from "./progress.ts";
export type { Baseline, Experiment, ExperimentTable, Measured, Pipeline };
export type { RegisteredModel, Registration, Run, RunEvent, Series, Stage, StageStatus, Value };
export { isFinished as isRunFinished } from "./runners/run.ts";

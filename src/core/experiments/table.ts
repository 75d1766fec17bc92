import type { Value } from "#core/pipeline/value";

export type ExperimentState = "success" | "running" | "queued" | "failed";

/** One recorded dependency or output of a revision, as dvc.lock says. */
export interface RecordedData {
  readonly hash: string | null;
  readonly size: number | null;
  readonly nfiles: number | null;
}

/** What any row of the table has: a baseline, an experiment, a live run. */
export interface Measured {
  /** Flattened, by file and dotted key, in file order. */
  readonly params: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  readonly metrics: ReadonlyMap<string, ReadonlyMap<string, Value>>;
}

export interface Experiment extends Measured {
  /** Commit of the experiment; the run's id while it has none. */
  readonly rev: string;
  /** `refs/exps/...`; absent while there is none. */
  readonly ref?: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly deps: ReadonlyMap<string, RecordedData>;
  readonly outs: ReadonlyMap<string, RecordedData>;
  /** Absent for experiments that another tool made. */
  readonly runner?: string;
  /** Id of the run directory, where there is one. */
  readonly run?: string;
  /** ISO 8601, UTC. */
  readonly started?: string;
  readonly seconds?: number;
  /** Last step that a live or finished curve reached. */
  readonly step?: number;
  readonly error?: string;
}

export interface Baseline extends Measured {
  readonly rev: string;
  /** Branch or tag where one points here, else the short commit id. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly subject: string;
  /** Newest first; running before finished before queued before failed. */
  readonly experiments: readonly Experiment[];
}

export interface ExperimentTable {
  /** The files on disk now. */
  readonly workspace: Measured;
  /** Newest first. */
  readonly baselines: readonly Baseline[];
}

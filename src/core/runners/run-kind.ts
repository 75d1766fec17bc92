import type { LockEntry } from "#core/pipeline/lock/lock-model";

import type { RunEventBody, RunPlan, StageAction } from "./run.ts";

/** Where stages run. In a Git worktree the folder and the environment differ, and the cache is that of the main repository. */
export interface RunPlace {
  /** Absolute path of the folder that holds `.dvc` and in which paths of dvc.yaml files are looked up. */
  readonly root: string;
  /** Absolute path of DVC's cache, shared by all worktrees. */
  readonly cacheDir: string;
  /** Set for the commands on top of the environment of this process and of what DVC sets itself. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What a failed command has made stays, instead of the old outputs: for a folder that lives no longer than its run. */
  readonly keepsPartialOutputs?: boolean;
}

/** What became of one stage. */
export interface ReproducedStage {
  readonly address: string;
  readonly name: string;
  /** Repository-relative path of the dvc.yaml it stands in. */
  readonly file: string;
  readonly action: StageAction;
  readonly seconds: number;
  /** Its new entry of dvc.lock; only of a stage that ran or was restored, which is what an experiment's hash is made of. */
  readonly entry?: LockEntry;
}

/** What a reproduction did, in the order in which it did it. */
export interface Reproduced {
  readonly stages: readonly ReproducedStage[];
  /** Repository-relative paths of the files for Git that it wrote: dvc.lock, `.dvc` files, `.gitignore`. */
  readonly written: readonly string[];
}

/** Brings what the cache lacks from where the repository keeps its data. */
export interface RemoteObjects {
  /**
   * Tries to bring objects; those of folders with all that is in them. Whoever needs them looks what came.
   * @param remote name of a remote; the default one when undefined
   */
  fetchObjects(md5s: readonly string[], remote: string | undefined): Promise<void>;
  /** Brings what other machines have remembered of their runs. */
  fetchRuns(): Promise<void>;
}

/** What a detached process offers to the code that knows what its run is for. */
export interface RunContext {
  /** Absolute path of the run directory. */
  readonly directory: string;
  /** Fires when somebody stops the run. */
  readonly signal: AbortSignal;
  /** Appends to `events.jsonl` before it returns. `queued` and `finished` are written by others. */
  readonly emit: (event: RunEventBody) => void;
  /** Appends one line of our own to `output.log`. */
  readonly log: (line: string) => void;
  /**
   * Reproduces what the plan asks for, with events and log going to the run directory.
   * Throws a Failure when a stage fails and an AbortError when the run is stopped.
   */
  readonly reproduce: (place: RunPlace) => Promise<Reproduced>;
}

/** What a successful run has to show. */
export interface RunResult {
  /** Commit and ref of the experiment that it made. */
  readonly revision?: string;
  readonly ref?: string;
}

/**
 * Does what one kind of plan asks for: prepares a workspace, emits `started` with it, calls `reproduce`, collects the result.
 * Throws a Failure for what the user can act on; it is told in the `finished` event.
 */
export type RunKind = (plan: RunPlan, context: RunContext) => Promise<RunResult>;

/** What other folders supply, so that this one needs to know none of them. */
export interface RunKinds {
  /** Does a plan with `experiment`. */
  readonly experiment: RunKind;
  /** Opens what the option `pull` brings data from, for the repository at a root. */
  readonly openRemote?: (root: string, signal: AbortSignal) => RemoteObjects;
}

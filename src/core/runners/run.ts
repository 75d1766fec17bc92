/** Why a run is where it is. `lost`: its process is gone and it never said that it finished. */
export type RunState = "queued" | "running" | "success" | "failed" | "stopped" | "lost";

/** What happened to one stage: `cached` came from the run cache, `verify` is a frozen stage that was only checked. */
export type StageAction = "run" | "cached" | "skip" | "verify";

/** What is to be run, before anything is resolved. Shared by `repro` and by experiments. */
export interface ReproOptions {
  /** Stage names, groups, paths of dvc.yaml and `.dvc` files; empty means the whole repository. */
  readonly targets: readonly string[];
  /** The targets are folders, too, which stand for all stages in them and below. */
  readonly recursive?: boolean;
  /** Names of stages in the targets are patterns. */
  readonly glob?: boolean;
  readonly force?: boolean;
  /** What needs a stage that changed runs, too, whether the stage made something else or not. */
  readonly forceDownstream?: boolean;
  /** Only the targets themselves, none of what they need. */
  readonly singleItem?: boolean;
  /** The targets and everything that depends on them. */
  readonly downstream?: boolean;
  /** Whole pipelines that contain the targets. */
  readonly pipeline?: boolean;
  readonly allPipelines?: boolean;
  /** After a failure, go on with what does not need the stage that failed; the run fails in the end. */
  readonly keepGoing?: boolean;
  /** After a failure, go on with everything; the run succeeds. */
  readonly ignoreErrors?: boolean;
  readonly noCommit?: boolean;
  /** Take nothing from the run cache. */
  readonly noRunCache?: boolean;
  readonly allowMissing?: boolean;
  /** Bring missing data from where the repository keeps it. */
  readonly pull?: boolean;
  /** How many stages may run at the same time; default 1. */
  readonly jobs?: number;
}

/** `plan.json` of a run directory: everything the detached process needs. */
export interface RunPlan {
  readonly version: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly runner: "local";
  /** Absolute path of the repository that the user has open. */
  readonly repository: string;
  readonly repro: ReproOptions;
  /** Absent for a plain `repro` in the workspace. */
  readonly experiment?: {
    readonly name: string;
    /** Full commit id of the baseline. */
    readonly baseline: string;
    /** `-S` texts, one value each: a sweep is several runs. */
    readonly overrides: readonly string[];
    readonly message?: string;
    /** Replace an experiment of the same name. */
    readonly replace?: boolean;
    /** In a Git worktree of its own, or in the user's workspace. */
    readonly place: "worktree" | "workspace";
    /** The user's files when the run was asked for, as ids of Git trees: a queued run must not see later edits. */
    readonly snapshot?: {
      /** The baseline with the changes to tracked files. */
      readonly tracked: string;
      /** The same with the files that are neither tracked nor ignored. */
      readonly all: string;
    };
    /** It waits until fewer than so many of the runs that were queued before it are left; absent: it does not wait. */
    readonly jobs?: number;
  };
  /** Set on the members of one sweep, so that views can group them and the last one can report. */
  readonly sweep?: string;
}

export type RunEventBody =
  | { readonly kind: "queued" }
  /** `workspace`: absolute path of the folder in which the stages run. */
  | { readonly kind: "started"; readonly workspace: string }
  | { readonly kind: "stage-started"; readonly stage: string; readonly index: number; readonly count: number }
  | {
      readonly kind: "stage-finished";
      readonly stage: string;
      readonly action: StageAction;
      readonly exitCode: number;
      readonly seconds: number;
    }
  | {
      readonly kind: "finished";
      readonly state: "success" | "failed" | "stopped";
      /** One sentence for the user. */
      readonly error?: string;
      /** Commit and ref of the experiment that it made. */
      readonly revision?: string;
      readonly ref?: string;
    };

/** One line of `events.jsonl`. `seq` starts at 1 and has no gaps; `time` is ISO 8601, UTC. */
export type RunEvent = RunEventBody & { readonly seq: number; readonly time: string };

/** A run as its directory tells it. */
export interface Run {
  readonly id: string;
  readonly state: RunState;
  readonly plan: RunPlan;
  /** Absolute path of the run directory. */
  readonly directory: string;
  /** Where the stages run; absent until it started. */
  readonly workspace?: string;
  readonly started?: string;
  readonly finished?: string;
  /** Wall-clock, until now while it runs. */
  readonly seconds?: number;
  /** What is running now. */
  readonly stage?: { readonly name: string; readonly index: number; readonly count: number };
  readonly stages: readonly {
    readonly stage: string;
    readonly action: StageAction;
    readonly seconds: number;
  }[];
  readonly error?: string;
  readonly revision?: string;
  readonly ref?: string;
}

/** True when nothing more will come from the run. */
export function isFinished(state: RunState): boolean {
  return state !== "queued" && state !== "running";
}

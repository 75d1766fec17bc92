import { join } from "node:path";

import { openCache, type Cache } from "#core/data/cache";
import { readConfig, type Config } from "#core/data/config";
import { openDvcIgnore, type DvcIgnore } from "#core/data/dvc-ignore";
import { hashPath, type PathHash } from "#core/data/hash";
import { observe } from "#core/data/observe";
import type { RepositoryLocks } from "#core/data/repository-lock";
import { openRunCache, type RunCache } from "#core/data/run-cache";
import { openStatCache, type StatCache } from "#core/data/stat-cache";
import { openGit, type Git } from "#core/git/git";
import type { LockEntry } from "#core/pipeline/lock-model";
import type { Stage } from "#core/pipeline/model";
import { whatToObserve } from "#core/pipeline/status";
import type { Observations } from "#core/pipeline/status-model";

import type { RunPlace } from "../run-kind.ts";
import type { ReproOptions, RunEventBody } from "../run.ts";
import type { ProcessIdentity } from "#core/data/process-identity";
import { openLockRecords, type LockRecords } from "./lock-records.ts";

/** What is to be reproduced, where, and who is told. */
export interface ReproduceRequest extends RunPlace {
  readonly repro: ReproOptions;
  /** Where the output of the commands goes. */
  readonly log: RunLog;
  /** Told when a stage starts and when it has finished. */
  readonly onEvent: (event: RunEventBody) => void;
  /** Told when a command runs, and with undefined when it has ended. */
  readonly onProcess: (command: ProcessIdentity | undefined) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What a repository is looked at with; opened once for a reproduction. */
export interface Tools {
  /** Absolute path of the folder that holds `.dvc`. */
  readonly root: string;
  readonly repro: ReproOptions;
  readonly cache: Cache;
  /** The same cache, which only makes copies: for files that belong to Git. */
  readonly copies: Cache;
  readonly runCache: RunCache;
  readonly git: Git;
  readonly ignore: DvcIgnore;
  readonly stats: StatCache;
  /** Writes what was learnt of files. `stats.save` does not: it would be called once for each stage. */
  readonly saveStats: () => Promise<void>;
  readonly parsing: Config["parsing"];
  /** What the dvc.lock files say. */
  readonly records: LockRecords;
  readonly signal: AbortSignal;
}

/** Everything that the work on one stage needs. */
export interface Workshop extends Tools {
  readonly locks: RepositoryLocks;
  /** All stages of the repository. */
  readonly stages: readonly Stage[];
  /** What the commands get, without what belongs to the stage. */
  readonly environment: NodeJS.ProcessEnv;
  readonly keepsPartialOutputs: boolean;
  readonly log: RunLog;
  readonly onProcess: ReproduceRequest["onProcess"];
}

/** The file that the output of the commands goes to, open for appending. */
interface RunLog {
  readonly path: string;
  readonly descriptor: number;
}

/** Opens the tools for a folder. `git` is to be disposed in the end. */
export async function openTools(
  request: Pick<ReproduceRequest, "root" | "cacheDir" | "repro" | "signal">,
): Promise<Tools> {
  const { root, cacheDir, repro, signal } = request;
  const { linkTypes, shared, parsing } = await readConfig(root);
  const stats = await openStatCache(root);
  return {
    root,
    repro,
    cache: openCache(cacheDir, { linkTypes, shared }),
    copies: openCache(cacheDir, { linkTypes: ["copy"], shared }),
    runCache: openRunCache(cacheDir),
    git: openGit(root),
    ignore: openDvcIgnore(root),
    stats: { ...stats, save: async () => {} },
    saveStats: stats.save,
    parsing,
    records: openLockRecords(root),
    signal,
  };
}

/** Does something while no other program changes the repository. Never while a command of the user runs. */
export function locked<T>({ locks, signal }: Locked, work: () => Promise<T>): Promise<T> {
  return locks.whole({ signal, seconds: 60 }, work);
}

/** As `locked`, but waits until it is stopped: what is to be recorded was too dear to be given up. */
export function lockedForLong<T>({ locks, signal }: Locked, work: () => Promise<T>): Promise<T> {
  return locks.whole({ signal, seconds: Number.POSITIVE_INFINITY }, work);
}

type Locked = Pick<Workshop, "locks" | "signal">;

export function absolute(tools: Tools, path: string): string {
  return join(tools.root, path);
}

/** Looks at everything that the state of a stage depends on. */
export async function observeStage(
  tools: Tools,
  stage: Stage,
  entry: LockEntry | undefined,
): Promise<Observations> {
  const wanted = whatToObserve([stage], () => entry);
  return observe(tools.root, wanted, tools.cache, tools.ignore, tools);
}

export function hashInWorkspace(tools: Tools, path: string): Promise<PathHash | undefined> {
  return hashPath(absolute(tools, path), tools);
}

import { join } from "node:path";

import { openCache, type Cache } from "#core/data/cache/cache";
import { readConfig, type Config } from "#core/data/config/config";
import { openDvcIgnore, type DvcIgnore } from "#core/data/dvc-ignore";
import { hashPath, type PathHash } from "#core/data/hash/hash";
import { observe } from "#core/data/observe";
import type { RepositoryLocks } from "#core/data/locks/repository-lock";
import { openRunCache, type RunCache } from "#core/data/cache/run-cache";
import { openStatCache, type StatCache } from "#core/data/hash/stat-cache";
import { openGit, type Git } from "#core/git/git";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Stage } from "#core/pipeline/model";
import { whatToObserve } from "#core/pipeline/status/what-to-observe";
import type { Observations, ParamsFile } from "#core/pipeline/status/status-model";

import type { CommandNotes } from "../run-directory.ts";
import type { RemoteObjects, RunPlace } from "../run-kind.ts";
import type { ReproOptions, RunEventBody } from "../run.ts";
import type { IgnoredOutputs } from "./ignored-outputs.ts";
import type { Producers } from "./is-changed.ts";
import { openLockRecords, type LockRecords } from "./lock-records.ts";
import { openParamsReader } from "./params-reader.ts";
import type { SpareShell } from "./spare-shell.ts";

/** What is to be reproduced, where, and who is told. */
export interface ReproduceRequest extends RunPlace {
  readonly repro: ReproOptions;
  /** Where the output of the commands goes. */
  readonly log: RunLog;
  /** Told when a stage starts and when it has finished. */
  readonly onEvent: (event: RunEventBody) => void;
  /** Where the commands are noted while they run. */
  readonly commands: CommandNotes;
  /** Where missing data comes from, for the option `pull`. */
  readonly remote?: RemoteObjects | undefined;
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
  /** Reads a parameter file by its path in the repository. */
  readonly params: (path: string) => Promise<ParamsFile>;
  readonly loading: Config["loading"];
  /** What the dvc.lock files say. */
  readonly records: LockRecords;
  /** Repository-relative paths of the files for Git that were written: dvc.lock, `.dvc` files, `.gitignore`. */
  readonly written: Set<string>;
  readonly signal: AbortSignal;
}

/** Everything that the work on one stage needs. */
export interface Workshop extends Tools, Producers {
  readonly locks: RepositoryLocks;
  readonly ignoredOutputs: IgnoredOutputs;
  /** What the commands get, without what belongs to the stage. */
  readonly environment: NodeJS.ProcessEnv;
  readonly spare: SpareShell;
  readonly keepsPartialOutputs: boolean;
  readonly log: RunLog;
  readonly commands: CommandNotes;
  readonly remote: RemoteObjects | undefined;
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
  const { linkTypes, shared, loading } = await readConfig(root);
  const stats = await openStatCache(root);
  const written = new Set<string>();
  return {
    root,
    repro,
    cache: openCache(cacheDir, { linkTypes, shared }),
    copies: openCache(cacheDir, { linkTypes: ["copy"], shared }),
    runCache: openRunCache(cacheDir),
    git: openGit(root),
    ignore: openDvcIgnore(root),
    stats: { ...stats, save: async () => {} },
    saveStats: () => stats.save(),
    params: openParamsReader(root),
    loading,
    records: openLockRecords(root, (file) => written.add(file)),
    written,
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

export function absolute(tools: Pick<Tools, "root">, path: string): string {
  return join(tools.root, path);
}

/** Looks at everything that the state of some stages depends on. */
export async function observeStages(
  tools: Tools,
  stages: readonly Stage[],
  entryOf: (stage: Stage) => LockEntry | undefined,
): Promise<Observations> {
  return observe(tools.root, whatToObserve(stages, entryOf), tools.cache, tools.ignore, tools);
}

/** Looks at everything that the state of one stage depends on. */
export function observeStage(
  tools: Tools,
  stage: Stage,
  entry: LockEntry | undefined,
): Promise<Observations> {
  return observeStages(tools, [stage], () => entry);
}

export function hashInWorkspace(tools: Tools, path: string): Promise<PathHash | undefined> {
  return hashPath(absolute(tools, path), tools);
}

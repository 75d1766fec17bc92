import type { Problem } from "./problem.ts";
import type { Mapping, Value } from "./value.ts";

/** One dependency or output as dvc.lock records it. */
export interface LockItem {
  /** The path as dvc.yaml writes it: matching is by this text. */
  readonly path: string;
  /** `md5`; absent in entries of DVC 2.x, whose hash is md5-dos2unix. */
  readonly hash?: string;
  /** 32 hex digits, with `.dir` for a folder. */
  readonly md5?: string;
  readonly size?: bigint;
  readonly nfiles?: bigint;
  readonly isexec?: boolean;
  /** Keys that we understand only well enough to keep: `cloud`, `files`, `etag`, `version_id` and the like. */
  readonly other?: Mapping;
}

/** One stage of dvc.lock: what it was when it last ran. */
export interface LockEntry {
  readonly cmd: Value;
  readonly deps: readonly LockItem[];
  /** By parameter file as written, then by key as written. */
  readonly params: ReadonlyMap<string, Mapping>;
  readonly outs: readonly LockItem[];
}

export interface LockFile {
  readonly file: string;
  readonly stages: ReadonlyMap<string, LockEntry>;
  readonly problems: readonly Problem[];
}

import type { Problem } from "./problem.ts";
import { isList, isMapping, type Mapping, type Value } from "./value.ts";

/** What is recorded of data, in dvc.lock or in a `.dvc` file. */
export interface Recorded {
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

/** One dependency or output as dvc.lock records it. */
export interface LockItem extends Recorded {
  /** The path as dvc.yaml writes it: matching is by this text. */
  readonly path: string;
}

/** True of an item that DVC 2 recorded: its hash is one over unified line ends (`md5-dos2unix`). */
export function isLegacy({ hash, md5 }: Recorded): boolean {
  return hash === undefined && md5 !== undefined;
}

/**
 * The files of a folder that a version-aware remote keeps, with their md5 by path: such an item has no hash of its own.
 * Undefined of any other item.
 */
export function listedFiles({ other, md5 }: Recorded): ReadonlyMap<Value, Value> | undefined {
  const files = md5 === undefined ? other?.get("files") : undefined;
  if (!isList(files)) return undefined;
  return new Map(
    files.flatMap((file) =>
      isMapping(file) ? [[file.get("relpath") ?? null, file.get("md5") ?? null]] : [],
    ),
  );
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

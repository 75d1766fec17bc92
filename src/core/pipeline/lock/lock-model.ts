import { canonicalJson } from "../python/canonical-json.ts";
import { compareCodePoints } from "../python/code-point-order.ts";
import type { Problem } from "../problem.ts";
import { isList, isMapping, type Mapping, type Value } from "../value.ts";

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
 * The listing of a folder that a version-aware remote keeps: such an item has no hash of its own, but that of this text,
 * which is what the folder's object in the cache would hold. Undefined of any other item.
 */
export function listingOf({ other, md5 }: Recorded): string | undefined {
  const files = md5 === undefined ? other?.get("files") : undefined;
  if (!isList(files)) return undefined;
  const members = files.flatMap((file) => (isMapping(file) ? [memberOf(file)] : []));
  return canonicalJson(
    members.sort((a, b) => compareCodePoints(a.relpath, b.relpath)).map(({ value }) => value),
  );
}

function memberOf(file: Mapping): { readonly relpath: string; readonly value: Value } {
  const [relpath = null, md5 = null] = [file.get("relpath"), file.get("md5")];
  return {
    relpath: typeof relpath === "string" ? relpath : "",
    value: new Map([
      ["relpath", relpath],
      ["md5", md5],
    ]),
  };
}

/** Items by the text that dvc.yaml has for their path; of two under one text the later counts. */
export function itemsByPath(items: readonly LockItem[] | undefined): ReadonlyMap<string, LockItem> {
  const byPath = new Map<string, LockItem>();
  for (const item of items ?? []) byPath.set(item.path, item);
  return byPath;
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

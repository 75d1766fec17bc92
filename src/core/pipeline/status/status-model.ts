import type { ValuesApart } from "../formats/values-apart.ts";
import type { Problem } from "../problem.ts";
import type { Mapping, Value } from "../value.ts";

/** The content hash of a file or folder in the workspace. */
export interface ContentHash {
  /** 32 hex digits, with `.dir` for a folder. */
  readonly md5: string;
  /** Bytes; the sum over the files of a folder. */
  readonly size: number;
  /** Only of a folder. */
  readonly nfiles?: number;
  /** Only of a file, and only when it is executable. */
  readonly isexec?: boolean;
}

/** A parameter file as it is now: its values, or why there are none. */
export type ParamsFile =
  | { readonly kind: "values"; readonly values: Mapping; readonly apart?: ValuesApart }
  | { readonly kind: "missing" }
  | {
      readonly kind: "unreadable";
      readonly reason: string;
      /** Where in the file it is broken, if that is so. */
      readonly problem?: Problem;
    };

/** Everything about the world that the state of a stage depends on; gathered first, judged by pure code after. */
export interface Observations {
  /** By repository-relative path; a path that does not exist is absent. */
  readonly hashes: ReadonlyMap<string, ContentHash>;
  /** The hash over unified line ends, of paths that DVC 2 recorded; absent where none of them is asked for. */
  readonly legacyHashes?: ReadonlyMap<string, string>;
  /** The hash of each listing by which a folder is recorded. */
  readonly listedHashes?: ReadonlyMap<string, string>;
  /** Recorded md5 values whose object, or a member of it, is not in the cache. */
  readonly notInCache: ReadonlySet<string>;
  /** By repository-relative path. */
  readonly params: ReadonlyMap<string, ParamsFile>;
}

export type StageState = "up-to-date" | "changed" | "never-run" | "frozen" | "always-changed";

/** One cause of a change. `from` and `to` are given where they say more than the path does. */
export interface Reason {
  /** `file`: the `.dvc` file itself, which somebody edited by hand. */
  readonly kind: "cmd" | "dep" | "param" | "out" | "file";
  /** Repository-relative; absent for `cmd`. */
  readonly path?: string;
  readonly change: "modified" | "deleted" | "new" | "not-in-cache";
  /** The parameter as dvc.yaml names it; of a file that is tracked as a whole, its top-level key. */
  readonly key?: string;
  /** The dotted name of the value that changed, where the parameter is a mapping and this is a part of it. */
  readonly leaf?: string;
  readonly from?: Value;
  readonly to?: Value;
  /** A few words more where the change alone would mislead: "not in dvc.lock yet". */
  readonly note?: string;
  /** Which files of a folder that is, where somebody asked and it is known; sorted by path. */
  readonly files?: readonly ChangedFile[];
}

/** A file in a folder that a stage reads or makes, or that a `.dvc` file tracks. */
export interface ChangedFile {
  /** Repository-relative. */
  readonly path: string;
  readonly change: Reason["change"];
}

export interface StageStatus {
  readonly address: string;
  readonly state: StageState;
  readonly why: readonly Reason[];
}

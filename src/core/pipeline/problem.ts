/** A half-open span of UTF-16 offsets in one version of a file's text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place in a file of the repository; `file` is repository-relative with `/`. */
export interface Place {
  readonly file: string;
  readonly range: Range;
}

/** Error only where DVC itself refuses; warning for a likely bug; information for advice; hint for fading. */
export type Severity = "error" | "warning" | "information" | "hint";

/** Replaces one span of one file. */
export interface TextChange extends Place {
  readonly newText: string;
}

/** A repair that the editor offers as a quick fix and `lint --fix` applies when it is preferred. */
export interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
  readonly preferred?: boolean;
}

/** Something wrong in a user's file: a value, never an exception. */
export interface Problem extends Place {
  /** Stable name such as `dvc/unknown-key`; `docs/rules/<code>.md` explains it. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that names the thing, the rule and the way out. */
  readonly message: string;
  readonly related?: readonly (Place & { readonly message: string })[];
  readonly fixes?: readonly Fix[];
}

/** A problem of the file that is being read, which says its name. An error unless it says otherwise. */
export type Finding = Omit<Problem, "file" | "severity"> & { readonly severity?: Severity };

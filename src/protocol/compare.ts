/**
 * Messages between the extension host and the compare view. The host is the source of truth: the view says `ready` (also
 * after it was restored) and gets one snapshot, then patches. All values are JSON; numbers keep the text they are shown
 * with because `1` and `1.0` differ.
 */

/** A cell: what is shown, and the number to sort and compare by where there is one. */
export interface Cell {
  readonly text: string;
  readonly number?: number;
}

export interface Column {
  /** `params:params.yaml:train.lr`, `metrics:metrics.json:accuracy` */
  readonly id: string;
  readonly group: "params" | "metrics";
  readonly file: string;
  readonly key: string;
}

export type RowState = "workspace" | "baseline" | "success" | "running" | "queued" | "failed";

export interface Row {
  /** Stable while the thing lives: commit id, run id, or `workspace`. */
  readonly id: string;
  readonly name: string;
  readonly state: RowState;
  /** Id of the baseline row, on experiments. */
  readonly parent?: string;
  /** ISO 8601, UTC. */
  readonly time?: string;
  readonly seconds?: number;
  /** Last step that a curve reached. */
  readonly step?: number;
  readonly error?: string;
  /** By column id; a missing cell has no value. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** A curve, down-sampled to what a screen can show; `total` is the count of points before that. */
export interface Curve {
  readonly row: string;
  /** `train/loss`: curves of this name are overlaid in one chart. */
  readonly chart: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly total: number;
}

export interface CompareSnapshot {
  readonly type: "snapshot";
  readonly project: string;
  readonly columns: readonly Column[];
  /** In the order of the tree: a baseline, then its experiments. */
  readonly rows: readonly Row[];
  /** Ids of the rows whose curves are shown. */
  readonly ticked: readonly string[];
  readonly curves: readonly Curve[];
}

/** Rows by id: put (new or changed) and gone. Order is given only when it changed. */
export interface RowsPatch {
  readonly type: "rows";
  readonly put: readonly Row[];
  readonly gone: readonly string[];
  readonly order?: readonly string[];
  readonly columns?: readonly Column[];
}

/** Points to append to a curve; `from` is the count of points that the view must have, else it asks again. */
export interface PointsPatch {
  readonly type: "points";
  readonly row: string;
  readonly chart: string;
  readonly from: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Replaces all curves of one row. */
export interface CurvesPatch {
  readonly type: "curves";
  readonly row: string;
  readonly curves: readonly Curve[];
}

export interface FailureNotice {
  readonly type: "failure";
  readonly message: string;
}

/** Where things stand while nothing can be shown yet. */
export type ToCompare = CompareSnapshot | RowsPatch | PointsPatch | CurvesPatch | FailureNotice;

export type FromCompare =
  | { readonly type: "ready" }
  | { readonly type: "tick"; readonly ids: readonly string[] }
  | { readonly type: "curves"; readonly row: string }
  | {
      readonly type: "act";
      readonly action: "apply" | "remove" | "register" | "log" | "stop";
      readonly row: string;
    }
  | { readonly type: "run" };

/** What the view keeps through a window reload. */
export interface CompareState {
  readonly ticked: readonly string[];
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly onlyChanged: boolean;
  readonly hidden: readonly string[];
}

/**
 * Messages between the extension host and the compare view. The host is the source of truth: the view says `ready` (also
 * after it was restored) and gets one snapshot, then patches. All values are JSON; numbers keep the text they are shown
 * with because `1` and `1.0` differ.
 */

/** JSON has no infinities and no not-a-number; they travel as null, which is also what `JSON.stringify` makes of them. */
export type JsonNumber = number | null;

/** A cell: what is shown, and the number to sort and compare by where there is one. */
export interface Cell {
  readonly text: string;
  readonly number?: JsonNumber;
}

export interface Column {
  /** `params:params.yaml:train.lr`, `metrics:metrics.json:accuracy` */
  readonly id: string;
  readonly group: "params" | "metrics";
  readonly file: string;
  readonly key: string;
}

/** The metric that experiments are judged by: its best value is marked. */
export interface KeyMetric {
  /** Id of a column of the group `metrics`. */
  readonly column: string;
  readonly better: "higher" | "lower";
}

export type RowState = "workspace" | "baseline" | "success" | "running" | "queued" | "failed";

export interface Row {
  /** Stable while the thing lives: commit id, run id, or `workspace`. */
  readonly id: string;
  readonly name: string;
  /** Id this row had before, so that a run that became a commit keeps its tick, its colour and its curves. */
  readonly replaces?: string;
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
  readonly y: readonly JsonNumber[];
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
  readonly keyMetric?: KeyMetric;
}

/** Rows by id: put (new or changed) and gone. Order is given only when it changed. */
export interface RowsPatch {
  readonly type: "rows";
  readonly put: readonly Row[];
  readonly gone: readonly string[];
  readonly order?: readonly string[];
  readonly columns?: readonly Column[];
}

/**
 * Points to append to a curve. `from` is the `total` that the view must have reached (0 starts a new curve), else it asks
 * again with `curves`; each point adds one to `total`.
 */
export interface PointsPatch {
  readonly type: "points";
  readonly row: string;
  readonly chart: string;
  readonly from: number;
  readonly x: readonly number[];
  readonly y: readonly JsonNumber[];
}

/** Replaces all curves of one row. */
export interface CurvesPatch {
  readonly type: "curves";
  readonly row: string;
  readonly curves: readonly Curve[];
}

/** A sentence for the user: instead of the table when there is none yet, else above it. */
interface FailureNotice {
  readonly type: "failure";
  readonly message: string;
}

export type ToCompare = CompareSnapshot | RowsPatch | PointsPatch | CurvesPatch | FailureNotice;

export type RowAction = "apply" | "remove" | "register" | "log" | "stop";

/**
 * `ready`: send a snapshot. `tick`: the rows whose curves are shown from now on; the host answers with `curves` for those
 * it has not sent. `curves`: send these curves again. `act`: a row's action was chosen. `run`: start an experiment.
 */
export type FromCompare =
  | { readonly type: "ready" }
  | { readonly type: "tick"; readonly ids: readonly string[] }
  | { readonly type: "curves"; readonly row: string }
  | { readonly type: "act"; readonly action: RowAction; readonly row: string }
  | { readonly type: "run" };

export interface CompareSort {
  /** Column id, or one of `name`, `time`, `seconds`, `step`. */
  readonly column: string;
  readonly descending: boolean;
}

/** What the view keeps through a window reload. */
export interface CompareState {
  readonly ticked: readonly string[];
  /** Colour slot by ticked row, so that a row keeps its colour. */
  readonly slots: Readonly<Record<string, number>>;
  readonly sort?: CompareSort;
  readonly filter: string;
  readonly onlyChanged: boolean;
  readonly hidden: readonly string[];
  /** Ids of the baselines whose experiments are folded away. */
  readonly collapsed: readonly string[];
  /** Pixels by column id, where the user chose them. */
  readonly widths: Readonly<Record<string, number>>;
  /** Weight of the past in the shown curve, 0 to 0.99. */
  readonly smoothing: number;
  readonly logScale: boolean;
  /** Share of the height that the table takes above the charts, 0 to 1. */
  readonly split: number;
}

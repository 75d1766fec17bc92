/** One curve: `y[i]` was logged at step `x[i]`. Not-a-number and infinite values are kept as they were logged. */
export interface Series {
  /** Path of the plot file, `/` separated. */
  readonly file: string;
  /** Column of the file, for dvclive the metric's own name. */
  readonly field: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A table of labels, such as a confusion matrix: rows of a CSV, TSV or JSON file as text. */
export interface PlotTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

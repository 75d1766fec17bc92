/** A place in the grid: row -1 is the row of headings, column 0 is the column of names. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridShape {
  readonly rows: number;
  /** With the column of names. */
  readonly columns: number;
  /** Rows that are in sight at once. */
  readonly page: number;
}

/**
 * Where a key moves the focus, after the ARIA grid pattern; undefined for keys that move nothing. Home and End go to the
 * ends of the row, with Ctrl (or Cmd) to the corners of the grid.
 */
export function moved(key: string, corner: boolean, from: Place, shape: GridShape): Place | undefined {
  const lastRow = shape.rows - 1;
  const lastColumn = shape.columns - 1;
  const at = (row: number, column: number): Place => ({
    row: Math.max(-1, Math.min(lastRow, row)),
    column: Math.max(0, Math.min(lastColumn, column)),
  });
  switch (key) {
    case "ArrowUp":
      return at(from.row - 1, from.column);
    case "ArrowDown":
      return at(from.row + 1, from.column);
    case "ArrowLeft":
      return at(from.row, from.column - 1);
    case "ArrowRight":
      return at(from.row, from.column + 1);
    case "PageUp":
      return at(Math.max(Math.min(0, from.row), from.row - shape.page), from.column);
    case "PageDown":
      return at(from.row + shape.page, from.column);
    case "Home":
      return corner ? at(0, 0) : at(from.row, 0);
    case "End":
      return corner ? at(lastRow, lastColumn) : at(from.row, lastColumn);
    default:
      return undefined;
  }
}

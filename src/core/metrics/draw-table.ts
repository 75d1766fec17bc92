import type { DataTable } from "./data-table.ts";
import { parseNumber } from "./number-text.ts";
import type { PlotFile, PlotUse } from "./plot-files.ts";
import type { PlotTable, Series } from "./series.ts";

/** What the definitions of one file make of its data, and the columns that they name and the file lacks. */
export interface Drawing {
  readonly series: readonly Series[];
  readonly tables: readonly PlotTable[];
  readonly missing: readonly string[];
}

/**
 * Draws the columns that definitions name; a column that two of them name is drawn once, as the first says. Columns of
 * labels, and all that a confusion matrix or a bar chart counts, come as a table.
 */
export function drawTable(plot: PlotFile, table: DataTable): Drawing {
  const series = new Map<string, Series>();
  const missing = new Set<string>();
  let asTable = false;
  for (const use of plot.uses) {
    const fields =
      use.fields.length > 0 ? use.fields : [table.lastColumn].filter((name) => name !== undefined);
    for (const field of fields) {
      // A file without even a header was only just begun.
      if (table.columns.length === 0) continue;
      if (!table.columns.includes(field)) missing.add(field);
      else if (drawsLabels(use) || !isNumeric(table, field)) asTable = true;
      else if (!series.has(field)) series.set(field, drawSeries(plot.file, field, use, table));
    }
  }
  const { columns, rows } = table;
  return {
    series: [...series.values()],
    tables: asTable ? [{ file: plot.file, columns, rows }] : [],
    missing: [...missing],
  };
}

/** Appends rows that a file grew by, `before` rows after its first, to what was drawn of it. */
export function extendSeries(
  plot: PlotFile,
  drawn: readonly Series[],
  table: DataTable,
  before: number,
): readonly Series[] {
  return drawn.map((series) => {
    const use =
      plot.uses.find(({ fields }) => fields.includes(series.field)) ??
      plot.uses.find(({ fields }) => fields.length === 0);
    if (!use) return series;
    const more = drawSeries(plot.file, series.field, use, table, before);
    return { ...series, x: [...series.x, ...more.x], y: [...series.y, ...more.y] };
  });
}

/**
 * Rows without a number are gaps and left out. Without a column for the horizontal axis it is `step` where the file has
 * one, as every file of DVCLive has, else the number of the row. (DVC always takes the number of the row, which
 * stretches curves that were logged every few steps.)
 */
function drawSeries(file: string, field: string, use: PlotUse, table: DataTable, before = 0): Series {
  const yColumn = table.columns.lastIndexOf(field);
  const xColumn = table.columns.lastIndexOf(use.x ?? "step");
  const x: number[] = [];
  const y: number[] = [];
  for (const [row, cells] of table.rows.entries()) {
    const value = parseNumber(cells[yColumn] ?? "");
    if (value === undefined) continue;
    const place = xColumn === yColumn ? undefined : parseNumber(cells[xColumn] ?? "");
    x.push(place ?? before + row);
    y.push(value);
  }
  return { file, field, x, y };
}

function drawsLabels(use: PlotUse): boolean {
  return use.template !== undefined && /^(confusion|bar_horizontal)/.test(use.template);
}

function isNumeric(table: DataTable, field: string): boolean {
  const column = table.columns.lastIndexOf(field);
  return table.rows.every(
    (cells) => (cells[column] ?? "") === "" || parseNumber(cells[column] ?? "") !== undefined,
  );
}

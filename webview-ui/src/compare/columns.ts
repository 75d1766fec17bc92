import type { Column, Row } from "#protocol/compare";
import { cellFacts } from "./cell-facts.ts";
import type { CompareModel } from "./model.ts";

/** A column as the table shows it, right of the sticky column of names. */
export interface ShownColumn {
  /** Id of the host's column, or one of `time`, `seconds`, `step`. */
  readonly id: string;
  readonly kind: "time" | "seconds" | "step" | "cell";
  readonly heading: string;
  /** What the heading's tooltip and the list of columns call it. */
  readonly title: string;
  /** Columns of the same group share a heading above theirs. */
  readonly group: string;
  readonly numeric: boolean;
  /** Count of decimals that all its numbers are shown with. */
  readonly decimals?: number;
  /** Pixels. */
  readonly width: number;
  readonly key: boolean;
}

export interface ColumnsWanted {
  readonly onlyChanged: boolean;
  readonly hidden: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

/** Pixels of a column that the user made as narrow or as wide as it goes. */
export const columnWidths = { least: 48, most: 600 } as const;

/** Facts of a run that are columns of their own where any row has them. */
const factColumns = [
  { id: "time", kind: "time", heading: "Created", title: "Created", group: "Run" },
  { id: "seconds", kind: "seconds", heading: "Duration", title: "Duration", group: "Run" },
  { id: "step", kind: "step", heading: "Step", title: "Last step", group: "Run" },
] as const;

type AnyColumn = Pick<ShownColumn, "id" | "kind" | "heading" | "title" | "group">;

/** All columns that can be shown: facts of the run, then metrics, then parameters. Hidden and unchanged ones included. */
export function allColumns(model: CompareModel): readonly AnyColumn[] {
  const rows = [...model.rows.values()];
  const facts = factColumns.filter((fact) => rows.some((row) => row[fact.kind] !== undefined));
  const cells = (["metrics", "params"] as const).flatMap((group) =>
    model.columns
      .filter((column) => column.group === group)
      .map((column) => ({
        id: column.id,
        kind: "cell" as const,
        heading: column.key,
        title: `${column.key} (${column.file})`,
        group: column.file,
      })),
  );
  return [...facts, ...cells];
}

/** The columns to show, with what their cells have in common. */
export function shownColumns(model: CompareModel, wanted: ColumnsWanted): readonly ShownColumn[] {
  const hidden = new Set(wanted.hidden);
  const changed = wanted.onlyChanged ? changedColumns(model) : undefined;
  const rows = [...model.rows.values()];
  return allColumns(model)
    .filter(
      (column) => !hidden.has(column.id) && (column.kind !== "cell" || (changed?.has(column.id) ?? true)),
    )
    .map((column) => {
      const { width, ...facts } = column.kind === "cell" ? cellColumn(column, rows) : factsOf[column.kind];
      return {
        ...column,
        ...facts,
        width: wanted.widths[column.id] ?? width,
        key: model.keyMetric?.column === column.id,
      };
    });
}

const factsOf = {
  time: { numeric: true, width: 106 },
  seconds: { numeric: true, width: 84 },
  step: { numeric: true, width: 76 },
} as const;

/** Metrics are rounded alike; parameters are shown as they were written, because `0.1` and `0.10` are told apart. */
function cellColumn(
  column: AnyColumn,
  rows: readonly Row[],
): Pick<ShownColumn, "numeric" | "decimals" | "width"> {
  const { numeric, decimals, longest } = cellFacts(column.id, rows, column.id.startsWith("metrics:"));
  const width = Math.max(headingWidth(column.heading), Math.min(longest * 7.4 + 24, 200));
  return { numeric, width: Math.round(width), ...(decimals === undefined ? {} : { decimals }) };
}

function headingWidth(heading: string): number {
  return Math.min(Math.max(heading.length * 7.4 + 40, 68), 190);
}

/**
 * Ids of the columns whose values differ between rows. A row that has no value of a file at all (not run yet, failed early)
 * says nothing about that file; within a file, a missing value differs from any value.
 */
export function changedColumns(model: CompareModel): ReadonlySet<string> {
  const files = new Map<string, Column[]>();
  for (const column of model.columns) {
    const file = `${column.group}:${column.file}`;
    files.set(file, [...(files.get(file) ?? []), column]);
  }
  const changed = new Set<string>();
  for (const columns of files.values()) {
    const rows = [...model.rows.values()].filter((row) => columns.some((column) => row.cells[column.id]));
    for (const column of columns) if (hasSeveralValues(column, rows)) changed.add(column.id);
  }
  return changed;
}

function hasSeveralValues(column: Column, rows: readonly Row[]): boolean {
  const first = rows[0]?.cells[column.id]?.text;
  return rows.some((row) => row.cells[column.id]?.text !== first);
}

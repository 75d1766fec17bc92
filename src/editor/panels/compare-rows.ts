import type { Baseline, Experiment, ExperimentTable, Measured } from "#core/project";
import type { Cell, Column, JsonNumber, Row } from "#protocol/compare";

import { numberOf, showValue } from "../show-value.ts";

/** What the table of the compare view shows. */
export interface CompareTable {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Rows in the order of the tree: the workspace, then each baseline with its experiments. `keyFile` has the key metric. */
export function compareTable(table: ExperimentTable, keyFile?: string): CompareTable {
  const rows: Row[] = [workspaceRow(table.workspace)];
  const measured: Measured[] = [table.workspace];
  for (const baseline of table.baselines) {
    rows.push(baselineRow(baseline));
    measured.push(baseline);
    for (const experiment of baseline.experiments) {
      rows.push(experimentRow(experiment, baseline));
      measured.push(experiment);
    }
  }
  return { columns: columnsOf(measured, keyFile), rows };
}

/** Id of the column of a value. */
export function columnId(group: Column["group"], file: string, key: string): string {
  return `${group}:${file}:${key}`;
}

function workspaceRow(workspace: Measured): Row {
  return { id: "workspace", name: "workspace", state: "workspace", cells: cellsOf(workspace) };
}

function baselineRow(baseline: Baseline): Row {
  const { rev, name, time } = baseline;
  return { id: rev, name, state: "baseline", time, cells: cellsOf(baseline) };
}

function experimentRow(experiment: Experiment, baseline: Baseline): Row {
  const { rev, name, state, run, started, seconds, step, error } = experiment;
  return {
    id: rev,
    name,
    state,
    parent: baseline.rev,
    cells: cellsOf(experiment),
    ...(run !== undefined && run !== rev && { replaces: run }),
    ...(started !== undefined && { time: started }),
    ...(seconds !== undefined && { seconds }),
    ...(step !== undefined && { step }),
    ...(error !== undefined && { error }),
  };
}

function cellsOf(measured: Measured): Readonly<Record<string, Cell>> {
  const cells: Record<string, Cell> = {};
  for (const group of ["params", "metrics"] as const) {
    for (const [file, values] of measured[group]) {
      for (const [key, value] of values) {
        const number = numberOf(value);
        cells[columnId(group, file, key)] = {
          text: showValue(value),
          ...(number !== undefined && { number: jsonNumber(number) }),
        };
      }
    }
  }
  return cells;
}

/**
 * Metrics first, because they are what experiments are judged by, those of the key metric's file before all; each group
 * in file order. dvclive's counter of steps has a column of its own already.
 */
function columnsOf(measured: readonly Measured[], keyFile: string | undefined): readonly Column[] {
  return (["metrics", "params"] as const).flatMap((group) => {
    const columns = new Map<string, Column>();
    for (const row of measured) {
      for (const [file, values] of row[group]) {
        for (const key of values.keys()) {
          const id = columnId(group, file, key);
          const isCounter = group === "metrics" && key === "step";
          if (!isCounter && !columns.has(id)) columns.set(id, { id, group, file, key });
        }
      }
    }
    const all = [...columns.values()];
    const ofKey = ({ file }: Column): boolean => group === "metrics" && file === keyFile;
    return [...all.filter(ofKey), ...all.filter((column) => !ofKey(column))];
  });
}

/** JSON has no infinities and no not-a-number; both sides agree on null. */
export function jsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : null;
}

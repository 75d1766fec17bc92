import type { Baseline, Experiment, ExperimentTable, Measured, Value } from "#core/project";
import { Failure } from "#core/failure";
import type { RecordedData } from "#core/experiments/table";
import type { Command } from "../command.ts";
import { formatSeconds, formatValue } from "../format-value.ts";
import { dictionary, integer, nest, object } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { columnsThatFit, formatTable } from "../table.ts";

export const expShow: Command = {
  usage: "",
  summary: "Table of the experiments with their metrics and parameters",
  options: {
    "sort-by": { type: "string", value: "NAME", help: "a metric or a parameter" },
    "sort-order": { type: "string", value: "ORDER", help: "asc (default) or desc" },
    "only-changed": { type: "boolean", help: "leave out columns that are the same in every row" },
  },
  run: async ({ args, output, project }) => {
    const order = args.text("sort-order") ?? "asc";
    if (order !== "asc" && order !== "desc") {
      throw new Failure({
        kind: "wrong-usage",
        class: "usage",
        message: `--sort-order takes asc or desc, not '${order}'.`,
      });
    }
    const table = await (await project()).experiments();
    if (output.json) {
      output.document(object({ baselines: table.baselines.map(baselineDocument) }));
      return 0;
    }
    print(table, output, {
      sortBy: args.text("sort-by"),
      descending: order === "desc",
      onlyChanged: args.flag("only-changed"),
    });
    return 0;
  },
};

interface PrintOptions {
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  readonly onlyChanged: boolean;
}

interface ColumnOfTable {
  readonly title: string;
  readonly value: (row: Measured) => Value | undefined;
}

function print({ workspace, baselines }: ExperimentTable, output: Output, options: PrintOptions): void {
  const all: readonly Measured[] = [workspace, ...baselines.flatMap((one) => [one, ...one.experiments])];
  const found = columnsOf(all).filter(({ value }) => !options.onlyChanged || differs(all.map(value)));
  const sorter = findColumn(found, options.sortBy);
  const columns = sorter === undefined ? found : [sorter, ...found.filter((column) => column !== sorter)];
  const cells = (row: Measured) => columns.map(({ value }) => formatValue(value(row)));
  const rows = [
    ["workspace", "", "", ...cells(workspace)],
    ...baselines.flatMap((baseline) => [
      [output.paint("bold", baseline.name), baseline.time.slice(0, 10), "", ...cells(baseline)],
      ...sorted(baseline.experiments, sorter, options.descending).map((one) => [
        `  ${one.name}`,
        stateText(one, output),
        formatSeconds(one.seconds),
        ...cells(one),
      ]),
    ]),
  ];
  const right = "right" as const;
  const titles = [{ title: "EXPERIMENT" }, { title: "STATE" }, { title: "TIME", align: right }];
  const everything = [...titles, ...columns.map(({ title }) => ({ title, align: right }))];
  const fitting = columnsThatFit(everything, rows, process.stdout.columns);
  for (const line of formatTable(everything.slice(0, fitting), rows)) output.line(line);
  if (fitting < everything.length) {
    output.note(
      `${everything.length - fitting} more columns do not fit; a wider terminal or --json shows them.`,
    );
  }
}

function stateText({ state }: Experiment, output: Output): string {
  const styles = { success: "green", running: "blue", queued: "dim", failed: "red" } as const;
  return output.paint(styles[state], state);
}

/** Metrics first. A name is shown without its file where it is in one file only. */
function columnsOf(rows: readonly Measured[]): readonly ColumnOfTable[] {
  const groups = ["metrics", "params"] as const;
  const found = groups.flatMap((group) => {
    const keys = new Map(
      rows.flatMap((row) =>
        [...row[group]].flatMap(([file, values]) =>
          [...values.keys()].map((key) => [`${file}:${key}`, { group, file, key }] as const),
        ),
      ),
    );
    return [...keys.values()];
  });
  return found.map(({ group, file, key }) => ({
    title: found.filter((other) => other.key === key).length > 1 ? `${file}:${key}` : key,
    value: (row) => row[group].get(file)?.get(key),
  }));
}

function differs(values: readonly (Value | undefined)[]): boolean {
  return new Set(values.map((value) => formatValue(value, 17))).size > 1;
}

function findColumn(columns: readonly ColumnOfTable[], name: string | undefined): ColumnOfTable | undefined {
  if (name === undefined) return undefined;
  const column =
    columns.find(({ title }) => title === name) ?? columns.find(({ title }) => title.endsWith(`:${name}`));
  if (column !== undefined) return column;
  const known = columns.map(({ title }) => title).join(", ");
  throw new Failure({
    kind: "unknown-column",
    class: "usage",
    message: `There is no column '${name}'; there are ${known}.`,
  });
}

/** Rows without a value come last in both directions. */
function sorted(
  rows: readonly Experiment[],
  column: ColumnOfTable | undefined,
  descending: boolean,
): readonly Experiment[] {
  if (column === undefined) return rows;
  return rows.toSorted((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const order =
      isNumber(a) && isNumber(b) ? Number(a) - Number(b) : formatValue(a).localeCompare(formatValue(b));
    return descending ? -order : order;
  });
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function baselineDocument(baseline: Baseline): Value {
  return object({
    rev: baseline.rev,
    name: baseline.name,
    time: baseline.time,
    params: dictionary(baseline.params, nest),
    metrics: dictionary(baseline.metrics, nest),
    experiments: baseline.experiments.map(experimentDocument),
  });
}

function experimentDocument(one: Experiment): Value {
  return object({
    rev: one.rev,
    ref: one.ref ?? null,
    name: one.name,
    state: one.state,
    params: dictionary(one.params, nest),
    metrics: dictionary(one.metrics, nest),
    deps: dictionary(one.deps, recordedDocument),
    outs: dictionary(one.outs, recordedDocument),
    runner: one.runner ?? null,
    started: one.started ?? null,
    seconds: one.seconds ?? null,
    error: one.error ?? null,
  });
}

function recordedDocument({ hash, size, nfiles }: RecordedData): Value {
  const count = (value: number | null) => (value === null ? null : integer(value));
  return object({ hash, size: count(size), nfiles: count(nfiles) });
}

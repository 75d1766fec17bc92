import type { Cell, Column, CompareSnapshot, Curve, Row } from "#protocol/compare";

/** Numbers from 0 to 1 that are the same in each run of the tests (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const column = (group: Column["group"], file: string, key: string): Column => ({
  id: `${group}:${file}:${key}`,
  group,
  file,
  key,
});

const cell = (value: number | string | boolean): Cell =>
  typeof value === "number" ? { text: String(value), number: value } : { text: String(value) };

const metricKeys = ["accuracy", "loss", "val.accuracy", "val.loss", "latency_ms"];
const paramKeys = ["train.lr", "train.batch_size", "train.epochs", "train.optimizer", "model.depth", "seed"];

const columns: readonly Column[] = [
  ...metricKeys.map((key) => column("metrics", "metrics.json", key)),
  ...paramKeys.map((key) => column("params", "params.yaml", key)),
];

/** Cells of a training that went as well as its learning rate allows. */
function cellsOf(random: () => number, trained: boolean): Readonly<Record<string, Cell>> {
  const rate = [0.1, 0.03, 0.01, 0.003, 0.001][Math.floor(random() * 5)] ?? 0.01;
  const loss = 0.08 + Math.abs(Math.log10(rate) + 2) * 0.2 + random() * 0.1;
  const metrics = [1 - loss / 2, loss, 1 - loss / 1.8, loss * 1.2, 12 + random() * 30];
  const params = [
    rate,
    [32, 64, 128][Math.floor(random() * 3)] ?? 64,
    40,
    random() > 0.5 ? "adam" : "sgd",
    4,
    7,
  ];
  const values = [...metrics.map((value) => (trained ? value : undefined)), ...params];
  return Object.fromEntries(
    columns.flatMap(({ id }, at) => {
      const value = values[at];
      return value === undefined ? [] : [[id, cell(value)]];
    }),
  );
}

/** A curve that falls towards `end`, or rises to it, with noise. */
function curve(row: string, chart: string, points: number, end: number, seed: number): Curve {
  const random = randomNumbers(seed);
  const x = Array.from({ length: points }, (_, step) => step);
  const start = chart.endsWith("loss") ? 2.3 : 0.1;
  const y = x.map((step) => end + (start - end) * Math.exp(-step / (points / 5)) + (random() - 0.5) * 0.08);
  return { row, chart, x, y, total: points };
}

const chartNames = ["train/loss", "val/loss", "train/accuracy", "val/accuracy"];

/** All curves of a row of the sample. */
export function sampleCurves(row: string, points = 400): readonly Curve[] {
  const seed = Array.from(row).reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 100_000;
  const end = (seed % 40) / 200;
  return chartNames.map((chart, at) =>
    curve(row, chart, points, chart.endsWith("loss") ? 0.15 + end : 0.95 - end, seed + at),
  );
}

const names = [
  "brisk-otter",
  "calm-heron",
  "dry-maple",
  "eager-finch",
  "faint-comet",
  "grand-lotus",
  "hasty-ibex",
  "ivory-tern",
  "jolly-cedar",
  "keen-walrus",
  "lucid-poppy",
  "mild-gecko",
] as const;

/** A project as a person would have it: a workspace, two commits, twelve experiments of which some failed, wait or run. */
export function sampleSnapshot(ticked: readonly string[] = []): CompareSnapshot {
  const random = randomNumbers(42);
  const states = ["running", "success", "success", "success", "failed", "queued"] as const;
  const experiment = (name: string, at: number, parent: string): Row => {
    const state = parent === "c0ffee1" ? (states[at % 6] ?? "success") : "success";
    const trained = state === "success" || state === "running";
    return {
      id: `exp-${name}`,
      name,
      state,
      parent,
      cells: cellsOf(random, trained),
      ...(state === "queued" ? {} : { time: new Date(Date.UTC(2025, 10, 20, 9, 13 * at)).toISOString() }),
      ...(trained ? { seconds: 40 + random() * 4000, step: state === "running" ? 118 : 400 } : {}),
      ...(state === "failed" ? { error: "stage 'train' exited with code 1", seconds: 12.4 } : {}),
    };
  };
  const head = (id: string, name: string, state: "workspace" | "baseline", day: number): Row => ({
    id,
    name,
    state,
    cells: cellsOf(random, true),
    ...(state === "baseline" ? { time: new Date(Date.UTC(2025, 10, day)).toISOString() } : {}),
  });
  const rows = [
    head("workspace", "workspace", "workspace", 0),
    head("c0ffee1", "main", "baseline", 19),
    ...names.slice(0, 6).map((name, at) => experiment(name, at, "c0ffee1")),
    head("decade5", "v1.2.0", "baseline", 12),
    ...names.slice(6).map((name, at) => experiment(name, at, "decade5")),
  ];
  return {
    type: "snapshot",
    project: "digits",
    columns,
    rows,
    ticked,
    curves: ticked.flatMap((id) => sampleCurves(id)),
    keyMetric: { column: "metrics:metrics.json:val.accuracy", better: "higher" },
  };
}

/** A project in which nothing was run yet. */
export function emptySnapshot(): CompareSnapshot {
  const sample = sampleSnapshot();
  return { ...sample, rows: sample.rows.filter((row) => row.id === "workspace" || row.id === "c0ffee1") };
}

/** As many experiments and columns as asked for, all with numbers. */
export function largeSnapshot(experiments: number, columnCount: number): CompareSnapshot {
  const random = randomNumbers(1);
  const half = columnCount / 2;
  const many = Array.from({ length: columnCount }, (_, at) =>
    at < half
      ? column("metrics", "metrics.json", `metric_${at}`)
      : column("params", "params.yaml", `group_${at % 5}.param_${at}`),
  );
  const cells = () => Object.fromEntries(many.map(({ id }) => [id, cell(random())]));
  const baseline: Row = { id: "base", name: "main", state: "baseline", cells: cells() };
  const rows = Array.from({ length: experiments }, (_, at): Row => ({
    id: `exp-${at}`,
    name: `experiment-${at}`,
    state: "success",
    parent: "base",
    seconds: random() * 5000,
    cells: cells(),
  }));
  return {
    type: "snapshot",
    project: "large",
    columns: many,
    rows: [baseline, ...rows],
    ticked: [],
    curves: [],
  };
}

import { type Experiment, isRunFinished, type Project, type Run, type Value } from "#core/project";
import { formatSeconds, formatValue } from "./format-value.ts";
import type { Output } from "./output.ts";

const interval = 400;

/**
 * Shows several runs until all of them ended: on a terminal a block with one line each, elsewhere a plain line whenever
 * one of them starts or ends. Ctrl-C stops them all.
 */
export async function watchSweep(
  project: Project,
  runs: readonly Run[],
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<readonly Run[]> {
  const ids = new Set(runs.map(({ id }) => id));
  const told = new Map<string, string>();
  const stop = () => {
    for (const id of ids) void project.stopRun(id).catch(() => undefined);
  };
  signal.addEventListener("abort", stop, { once: true });
  // The signal may have fired while the runs were being started.
  if (signal.aborted) stop();
  try {
    for (;;) {
      const current = (await project.runs()).filter(({ id }) => ids.has(id));
      const rows = await experimentsOf(project, ids);
      for (const run of current) tellChange(run, { rows, told, output });
      const running = current.filter(({ state }) => !isRunFinished(state));
      output.progress(block(running, rows, { total: ids.size, done: ids.size - running.length }));
      if (running.length === 0) return inOrder(runs, current);
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  } finally {
    output.progress([]);
    signal.removeEventListener("abort", stop);
  }
}

/** As they were asked for, whatever the order in which they are listed. */
function inOrder(asked: readonly Run[], ended: readonly Run[]): readonly Run[] {
  return asked.map((run) => ended.find(({ id }) => id === run.id) ?? run);
}

type Rows = ReadonlyMap<string, Experiment>;

/** Rows of the experiment table by the id of the run that makes or made them. */
async function experimentsOf(project: Project, ids: ReadonlySet<string>): Promise<Rows> {
  const { baselines } = await project.experiments();
  const rows = baselines.flatMap(({ experiments }) => experiments);
  return new Map(
    rows.flatMap((row) => (row.run !== undefined && ids.has(row.run) ? [[row.run, row] as const] : [])),
  );
}

/** One lasting line for each start and end, told once. */
function tellChange(
  run: Run,
  { rows, told, output }: { rows: Rows; told: Map<string, string>; output: Output },
): void {
  if (told.get(run.id) === run.state || run.state === "queued") return;
  told.set(run.id, run.state);
  const name = run.plan.experiment?.name ?? run.id;
  const overrides = run.plan.experiment?.overrides.join(" ") ?? "";
  if (run.state === "running") {
    if (!output.live) output.note(`${name}: started  ${overrides}`);
    return;
  }
  const row = rows.get(run.id);
  const metrics = row === undefined ? "" : metricsText(row);
  const mark = run.state === "success" ? output.paint("green", "✓") : output.paint("red", "✗");
  const error = run.error === undefined ? "" : ` ${run.error.split("\n")[0]}`;
  output.note(
    `${mark} ${name}  ${overrides}  ${run.state} in ${formatSeconds(run.seconds)}  ${metrics}${error}`,
  );
}

/** The lines of the runs that are still going, below a line that counts. */
function block(
  running: readonly Run[],
  rows: Rows,
  { total, done }: { total: number; done: number },
): readonly string[] {
  if (running.length === 0) return [];
  const width = Math.max(...running.map(({ plan, id }) => (plan.experiment?.name ?? id).length));
  return [
    `${bar(done / total)} ${done} of ${total} experiments finished`,
    ...running.map(
      (run) => `  ${(run.plan.experiment?.name ?? run.id).padEnd(width)}  ${describe(run, rows.get(run.id))}`,
    ),
  ];
}

function describe(run: Run, row: Experiment | undefined): string {
  if (run.state === "queued") return "queued";
  const { stage } = run;
  const where = stage === undefined ? "preparing" : `${stage.name} (${stage.index + 1} of ${stage.count})`;
  const step = row?.step === undefined ? "" : `  step ${row.step}`;
  const metrics = row === undefined ? "" : `  ${metricsText(row)}`;
  return `${where}${step}  ${formatSeconds(run.seconds)}${metrics}`;
}

/** Up to three numbers, those of the last metrics file first because that is the evaluation's. */
function metricsText(row: Experiment): string {
  const numbers = [...row.metrics.values()]
    .toReversed()
    .flatMap((values) => [...values])
    .filter((entry): entry is [string, Value] => typeof entry[1] === "number");
  return numbers
    .slice(0, 3)
    .map(([key, value]) => `${key} ${formatValue(value)}`)
    .join("  ");
}

function bar(share: number): string {
  const width = 20;
  const full = Math.round(share * width);
  return `[${"█".repeat(full)}${"░".repeat(width - full)}]`;
}

import type { Experiment, ExperimentTable, Measured } from "#core/project";

import { numberOf, showMetric } from "./show-value.ts";

/** The one metric by which experiments are told apart where there is room for one. */
export interface KeyMetric {
  readonly file: string;
  readonly key: string;
  readonly lowerIsBetter: boolean;
}

const wellKnown = /(?:^|[._/ -])(?:accuracy|acc|f1|auc|map|iou|r2|score|bleu|rouge|recall|precision)$/i;
const lowerIsBetter =
  /loss|error|(?:^|[._/ -])(?:err|rmse|mse|mae|mape|perplexity|wer|cer|fid)(?:$|[._/ -])/i;

/**
 * The metric that the setting names (`accuracy` or `metrics.json:accuracy`); without one the first whose name is
 * that of a usual score, a score on training data only when there is no other, else the first that is not a step
 * counter. Undefined when nothing was measured.
 */
export function keyMetric(table: ExperimentTable, wanted: string): KeyMetric | undefined {
  return firstMetric([...metricNames(table).values()], wanted);
}

/** The same among what one row has: a run that is going on has not measured all that it will. */
export function liveMetric(row: Measured): KeyMetric | undefined {
  return firstMetric([...metricNames({ workspace: row, baselines: [] }).values()], "");
}

function firstMetric(all: readonly MetricName[], wanted: string): KeyMetric | undefined {
  const found =
    wanted === ""
      ? all.toSorted((a, b) => rank(a.key) - rank(b.key))[0]
      : all.find(({ file, key }) => wanted === key || wanted === `${file}:${key}`);
  return found && { ...found, lowerIsBetter: lowerIsBetter.test(found.key) };
}

/** The lower, the better a metric tells how good a model is. */
function rank(key: string): number {
  if (!wellKnown.test(key)) return key === "step" ? 5 : 4;
  if (/train/i.test(key)) return 3;
  return /val/i.test(key) ? 2 : 1;
}

/** `accuracy 0.9412`; undefined where the metric has no value. */
export function showKeyMetric(measured: Measured, metric: KeyMetric | undefined): string | undefined {
  const value = metric && measured.metrics.get(metric.file)?.get(metric.key);
  return metric && value !== undefined ? `${metric.key} ${showMetric(value)}` : undefined;
}

/** Finished experiments, the best first; those without the metric come last, in the order given. */
export function bestFirst(table: ExperimentTable, metric: KeyMetric | undefined): readonly Experiment[] {
  const finished = table.baselines
    .flatMap((baseline) => baseline.experiments)
    .filter(({ state }) => state === "success");
  const worst = metric?.lowerIsBetter === true ? Infinity : -Infinity;
  const score = (experiment: Experiment): number => {
    const value = metric && experiment.metrics.get(metric.file)?.get(metric.key);
    const number = value === undefined ? undefined : numberOf(value);
    return number === undefined || Number.isNaN(number) ? worst : number;
  };
  const direction = metric?.lowerIsBetter === true ? 1 : -1;
  return finished.toSorted((a, b) => (score(a) === score(b) ? 0 : direction * (score(a) - score(b))));
}

interface MetricName {
  readonly file: string;
  readonly key: string;
}

function metricNames(table: ExperimentTable): ReadonlyMap<string, MetricName> {
  const names = new Map<string, MetricName>();
  const rows: Measured[] = [table.workspace];
  for (const baseline of table.baselines) rows.push(baseline, ...baseline.experiments);
  for (const row of rows) {
    for (const [file, values] of row.metrics) {
      for (const key of values.keys()) {
        const name = `${file}:${key}`;
        if (!names.has(name)) names.set(name, { file, key });
      }
    }
  }
  return names;
}

import type { Pipeline } from "#core/pipeline/model";
import { isList, isTimestamp } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import type { FileSource } from "./file-source.ts";
import { leaves, readMeasuredFiles } from "./measured-files.ts";
import type { MeasuredFiles } from "./measured-files.ts";

/**
 * Reads the metrics of a pipeline: the outputs marked `metrics`, then the files that `metrics:` lists at the top level,
 * folders with everything below them. Whole numbers, floats, texts and booleans are metrics; all else is left out.
 */
export async function readMetrics(pipeline: Pipeline, source: FileSource): Promise<MeasuredFiles> {
  const outputs = pipeline.stages.flatMap((stage) => stage.outs.filter((out) => out.kind === "metric"));
  const paths = [...outputs.map((out) => out.path), ...pipeline.files.flatMap((file) => file.metrics)];
  const files = await Promise.all([...new Set(paths)].map((path) => source.list(path)));
  return readMeasuredFiles([...new Set(files.flat())], source, (values) => metricsOf(values));
}

function metricsOf(values: Value): ReadonlyMap<string, Value> {
  return new Map([...leaves(values)].filter(([, value]) => isMetric(value)));
}

function isMetric(value: Value): boolean {
  return value !== null && !isList(value) && !isTimestamp(value);
}

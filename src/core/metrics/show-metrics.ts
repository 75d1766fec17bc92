import type { Pipeline } from "#core/pipeline/model";
import { isEmptyInPython } from "#core/pipeline/python/python-equality";
import { isList, isMapping, isTimestamp } from "#core/pipeline/value";
import type { Scalar, Value } from "#core/pipeline/value";

import type { FileSource } from "./file-source.ts";
import { expandPath, readShownFile } from "./shown-file.ts";
import type { ShownFile, ShownFiles } from "./shown-file.ts";

/**
 * The metrics of a pipeline as `metrics show` has them: nested, without what is no metric.
 * @param targets repository-relative files or folders; none means the outputs marked `metrics` and the files of the
 * `metrics` lists
 */
export async function showMetrics(
  pipeline: Pipeline,
  source: FileSource,
  targets: readonly string[] = [],
): Promise<ShownFiles> {
  const outputs = pipeline.stages.flatMap((stage) => stage.outs.filter((out) => out.kind === "metric"));
  const listed = [...outputs.map((out) => out.path), ...pipeline.files.flatMap((file) => file.metrics)];
  const paths = targets.length > 0 ? targets : listed;
  const files = await Promise.all(paths.map((path) => expandPath(source, path)));
  const unique = [...new Set(files.flat())];
  const shown = await Promise.all(unique.map((file) => readShownFile(source, file)));
  return new Map(unique.map((file, index) => [file, metricsOf(shown[index])]));
}

function metricsOf(file: ShownFile | undefined): ShownFile {
  if (file?.kind !== "values") return file ?? { kind: "missing" };
  const values = metricsIn(file.values);
  return { kind: "values", values: values === undefined || isEmptyInPython(values) ? new Map() : values };
}

/** Whole numbers, floats, texts and booleans in nested mappings are metrics; undefined of all else. */
function metricsIn(value: Value): Value | undefined {
  if (value === null || isList(value) || isTimestamp(value)) return undefined;
  if (!isMapping(value)) return value;
  const metrics = new Map<Scalar, Value>();
  for (const [key, item] of value) {
    const metric = metricsIn(item);
    if (metric !== undefined && !(isMapping(metric) && metric.size === 0)) metrics.set(key, metric);
  }
  return metrics;
}

import { posix } from "node:path";

import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { Pipeline, Stage } from "#core/pipeline/model";
import { isOutside } from "#core/pipeline/repository-path";
import type { Reproduced } from "#core/runners/run-kind";

/**
 * The paths that belong into the commit of an experiment although Git may not track them yet: the files of the
 * pipeline, what its stages read and wrote outside of the cache, and the files that show results. Ignored ones are
 * still among them. Repository-relative, without duplicates.
 * @param reproduced what the run did; only stages that ran or were restored count
 * @param leaveOut paths that were put there for the run only
 */
export function pathsToRecord(
  pipeline: Pipeline,
  reproduced: Reproduced,
  leaveOut: ReadonlySet<string>,
): readonly string[] {
  const done = new Set(reproduced.stages.filter((stage) => stage.entry).map((stage) => stage.address));
  const stages = pipeline.stages.filter((stage) => done.has(stage.address));
  const cached = new Set(
    pipeline.stages.flatMap((stage) => stage.outs.filter((out) => out.cache).map((out) => out.path)),
  );
  const paths = [...stages.flatMap(pathsOfStage), ...pipeline.files.flatMap(shownFiles)];
  return [...new Set(paths)].filter(
    (path) => !leaveOut.has(path) && !isOutside(path) && !isAtOrBelow(path, cached),
  );
}

function pathsOfStage(stage: Stage): string[] {
  return [
    stage.file,
    lockPathOf(stage.file),
    ...[...stage.deps, ...stage.params, ...stage.outs].map((reference) => reference.path),
  ];
}

function shownFiles(file: Pipeline["files"][number]): string[] {
  return [
    ...file.metrics,
    ...file.params,
    ...file.plots.flatMap((plot) => plot.sources.map((source) => source.path)),
  ];
}

function isAtOrBelow(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path; at !== "." && at !== "/"; at = posix.dirname(at)) if (folders.has(at)) return true;
  return false;
}

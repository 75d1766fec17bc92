import { buildGraph } from "#core/pipeline/graph/graph";
import type { Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";

import { dataAsStage } from "./data-as-stage.ts";
import type { DvcFile } from "./dvc-file.ts";
import { findTrackedTwice } from "./tracked-twice.ts";

/** What makes DVC refuse a graph for its `.dvc` files: data that somebody else makes too, and cycles through imports. */
export function findDataConflicts(stages: readonly Stage[], sources: readonly DvcFile[]): readonly Problem[] {
  return [...findTrackedTwice(stages, sources), ...findDataCycles(stages, sources)];
}

/** Imported data from a path that a stage makes of that data. Cycles of stages alone are told by their own graph. */
export function findDataCycles(stages: readonly Stage[], sources: readonly DvcFile[]): readonly Problem[] {
  if (sources.every(({ deps }) => deps.length === 0)) return [];
  const files = new Set(sources.map(({ file }) => file));
  const { problems } = buildGraph([...stages, ...sources.map(dataAsStage)]);
  return problems.filter(
    ({ code, file, related = [] }) =>
      code === "dvc/cycle" && [file, ...related.map((place) => place.file)].some((each) => files.has(each)),
  );
}

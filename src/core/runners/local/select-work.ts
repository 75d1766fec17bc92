import { join } from "node:path";

import { findDvcFiles } from "#core/data/find-files";
import { placeInRepository } from "#core/data/place-in-repository";
import { readTextSync } from "#core/data/read-text";
import { trackedPaths } from "#core/git/changes";
import { buildGraph, selectStages, type Graph } from "#core/pipeline/graph";
import { loadPipeline } from "#core/pipeline/load";
import type { Stage } from "#core/pipeline/model";

import type { ReproOptions } from "../run.ts";
import {
  brokenPipelineFailure,
  outputOutside,
  outputTrackedByGit,
  unknownTargetFailure,
} from "./failures.ts";
import type { Tools } from "./workshop.ts";

/** What a reproduction is about. */
export interface Work {
  readonly graph: Graph;
  /** All stages of the repository. */
  readonly all: readonly Stage[];
  /** Those that are to be brought up to date, in the order in which they are looked at. */
  readonly selected: readonly Stage[];
  /** Paths of the `.dvc` files. */
  readonly dataFiles: readonly string[];
}

type Repository = Pick<Tools, "root" | "git" | "ignore" | "parsing" | "signal">;

/**
 * Loads the pipeline and picks the stages that the options mean. Throws a Failure, as DVC does, for anything in the
 * pipeline that is broken, also in a stage that is not asked for; and for a target that names nothing.
 */
export async function selectWork(repository: Repository, options: ReproOptions): Promise<Work> {
  const files = await findDvcFiles(repository.git, repository.ignore, repository.signal);
  const pipeline = loadPipeline(files.pipelines, {
    read: (path) => readTextSync(join(repository.root, path)),
    parsing: repository.parsing,
  });
  const graph = buildGraph(pipeline.stages);
  const errors = [...pipeline.problems, ...graph.problems].filter((problem) => problem.severity === "error");
  if (errors[0]) throw brokenPipelineFailure(errors[0], errors.length);
  const { stages: selected, unknown } = selectStages(graph, pipeline.stages, options);
  if (unknown.length > 0) throw unknownTargetFailure(unknown, pipeline.stages);
  for (const stage of selected) await refuseOutsideOutputs(repository.root, stage);
  await refuseTrackedOutputs(repository, selected);
  return { graph, all: pipeline.stages, selected, dataFiles: files.data };
}

/** Throws a Failure when an output of a stage would replace what is not data of this repository. */
export async function refuseOutsideOutputs(root: string, stage: Stage): Promise<void> {
  for (const output of stage.outs) {
    if ((await placeInRepository(root, output.path)) === undefined) throw outputOutside(stage, output);
  }
}

async function refuseTrackedOutputs({ git }: Repository, stages: readonly Stage[]): Promise<void> {
  const outputs = stages.flatMap((stage) => stage.outs.filter((output) => output.cache));
  const tracked = await trackedPaths(
    git,
    outputs.map(({ path }) => path),
  );
  for (const stage of stages) {
    const output = stage.outs.find(({ cache, path }) => cache && tracked.has(path));
    if (output) throw outputTrackedByGit(stage, output);
  }
}

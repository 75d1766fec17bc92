import { linkStages } from "./graph/links.ts";
import type { Pipeline, PipelineFile } from "./model.ts";
import type { Problem } from "./problem.ts";
import { findMissingDependencies } from "./rules/dep-missing.ts";
import { graphProblems } from "./rules/graph-rules.ts";
import { findBrokenParameterFiles } from "./rules/params-broken-file.ts";
import { findMissingParameterFiles } from "./rules/params-file-missing.ts";
import { findMissingParameters } from "./rules/params-missing-key.ts";
import { findPathsListedTwice } from "./rules/path-twice.ts";
import type { CheckWorld, Rule } from "./rules/rule.ts";

export type { CheckWorld } from "./rules/rule.ts";

/** Rules that look at the whole pipeline and at the files around it. The order is the order of their problems. */
const rules: readonly Rule[] = [
  ({ links, documents }) => graphProblems(links, documents),
  findPathsListedTwice,
  findMissingDependencies,
  findMissingParameterFiles,
  findBrokenParameterFiles,
  findMissingParameters,
];

/**
 * Finds what is wrong between stages, and between the pipeline and the files of the repository. What is wrong inside
 * of one dvc.yaml is in `pipeline.problems` already; problems of the dvc.lock files come from here.
 */
export function checkPipeline(pipeline: Pipeline, world: CheckWorld): Problem[] {
  const documents = new Map(pipeline.files.map((file) => [file.path, file.document]));
  const isComplete = pipeline.files.every(isResolved);
  const facts = { pipeline, world, documents, isComplete, links: linkStages(pipeline.stages) };
  const ofLocks = pipeline.files.flatMap((file) => world.locks(file.path)?.problems ?? []);
  return [...rules.flatMap((rule) => rule(facts)), ...ofLocks];
}

/** Whether each definition of a file gave a stage. */
function isResolved({ definitions, stages }: PipelineFile): boolean {
  const resolved = new Set(stages.map((stage) => stage.expansion?.group ?? stage.name));
  return definitions.every(({ name }) => resolved.has(name));
}

import { type CheckMemory, createCheckMemory, notedIn } from "./check-memory.ts";
import { brokenPlaces } from "./broken-stages.ts";
import { checkStages } from "./check-stages.ts";
import { gatherFacts } from "./facts.ts";
import type { Pipeline } from "./model.ts";
import type { Problem } from "./problem.ts";
import { findMissingDependencies } from "./rules/dep-missing.ts";
import { findOddTexts } from "./rules/document-rules.ts";
import { graphRules } from "./rules/graph-rules.ts";
import { findBrokenParameterFiles } from "./rules/params-broken-file.ts";
import { findMissingParameterFiles } from "./rules/params-file-missing.ts";
import { findMissingParameters } from "./rules/params-missing-key.ts";
import { fileRules } from "./rules/local-rules.ts";
import { onePerPlace } from "./rules/one-per-place.ts";
import { findSchemaViolations } from "./rules/params-schema.ts";
import { findUnreachableKeys } from "./rules/params-unreachable.ts";
import { findUnusedParameters } from "./rules/params-unused.ts";
import { findPathsListedTwice } from "./rules/path-twice.ts";
import type { CheckWorld, Rule } from "./rules/rule.ts";

export type { CheckWorld } from "./rules/rule.ts";

/** Rules that look at the whole pipeline and at the files around it. The order is the order of their problems. */
const rules: readonly Rule[] = [
  ...graphRules,
  findPathsListedTwice,
  findMissingDependencies,
  findMissingParameterFiles,
  findBrokenParameterFiles,
  findMissingParameters,
  findSchemaViolations,
  findOddTexts,
  findUnreachableKeys,
  findUnusedParameters,
];

/**
 * Finds what is wrong between stages, and between the pipeline and the files of the repository. What is wrong inside
 * of one dvc.yaml is in `pipeline.problems` already; problems of the dvc.lock files come from here.
 */
export function checkPipeline(pipeline: Pipeline, world: CheckWorld): Problem[] {
  return [...checkSteps(pipeline, world)].flat();
}

/**
 * The same in steps, for whoever has other things to do between them. The pipeline and the world must stay as they are until
 * the last step. Stages that one template makes share their places, and each place is told once.
 *
 * @param memory what is remembered of the same repository from before
 */
export function* checkSteps(
  pipeline: Pipeline,
  world: CheckWorld,
  memory: CheckMemory = createCheckMemory(),
): Generator<readonly Problem[]> {
  const noted = notedIn(memory, world);
  yield [];
  const facts = gatherFacts(pipeline, noted);
  yield [];
  const isBroken = brokenPlaces(pipeline);
  for (const rule of rules) yield rule(facts).filter((problem) => !isBroken(problem));
  yield* checkStages(facts, memory);
  for (const rule of fileRules) yield onePerPlace(pipeline.files.flatMap((file) => rule(file, facts)));
  yield pipeline.files.flatMap((file) => world.locks(file.path)?.problems ?? []);
}

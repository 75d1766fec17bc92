import { readValues } from "./formats/read-values.ts";
import { linkStages } from "./graph/links.ts";
import { isFileResolved } from "./is-file-resolved.ts";
import { lockPathOf } from "./lock/lock-file.ts";
import { findLockPlaces } from "./lock/lock-places.ts";
import type { Pipeline } from "./model.ts";
import type { Problem } from "./problem.ts";
import { findMissingDependencies } from "./rules/dep-missing.ts";
import { graphProblems } from "./rules/graph-rules.ts";
import { findBrokenParameterFiles } from "./rules/params-broken-file.ts";
import { findMissingParameterFiles } from "./rules/params-file-missing.ts";
import { findMissingParameters } from "./rules/params-missing-key.ts";
import { localProblems } from "./rules/local-rules.ts";
import { findSchemaViolations } from "./rules/params-schema.ts";
import { findPathsListedTwice } from "./rules/path-twice.ts";
import type { CheckFacts, CheckWorld, Rule } from "./rules/rule.ts";

export type { CheckWorld } from "./rules/rule.ts";

/** Rules that look at the whole pipeline and at the files around it. The order is the order of their problems. */
const rules: readonly Rule[] = [
  ({ links, documents }) => graphProblems(links, documents),
  findPathsListedTwice,
  findMissingDependencies,
  findMissingParameterFiles,
  findBrokenParameterFiles,
  findMissingParameters,
  findSchemaViolations,
  localProblems,
];

/**
 * Finds what is wrong between stages, and between the pipeline and the files of the repository. What is wrong inside
 * of one dvc.yaml is in `pipeline.problems` already; problems of the dvc.lock files come from here.
 */
export function checkPipeline(pipeline: Pipeline, world: CheckWorld): Problem[] {
  const documents = new Map(pipeline.files.map((file) => [file.path, file.document]));
  const isComplete = pipeline.files.every(isFileResolved);
  const links = linkStages(pipeline.stages);
  const facts: CheckFacts = { pipeline, world, documents, isComplete, links, ...openFiles(world) };
  const ofLocks = pipeline.files.flatMap((file) => world.locks(file.path)?.problems ?? []);
  return [...rules.flatMap((rule) => rule(facts)), ...ofLocks];
}

/** Reads the files around the pipeline when a rule asks for them, and each of them once. */
function openFiles({ read }: CheckWorld): Pick<CheckFacts, "valuesOf" | "lockPlaces"> {
  const open = <T>(make: (path: string, text: string) => T): ((path: string) => T | undefined) => {
    const opened = new Map<string, T | undefined>();
    return (path) => {
      if (opened.has(path)) return opened.get(path);
      const text = read(path);
      const made = text === undefined ? undefined : make(path, text);
      opened.set(path, made);
      return made;
    };
  };
  const places = open(findLockPlaces);
  return { valuesOf: open(readValues), lockPlaces: (pipelineFile) => places(lockPathOf(pipelineFile)) };
}

import { closestPath } from "../near-path.ts";
import { childOf } from "../map-entries.ts";
import type { Artifact, PipelineFile } from "../model.ts";
import type { Problem, Range } from "../problem.ts";
import { folderOf, relativePath } from "../repository-path.ts";
import { isMissing, trackedBy } from "./missing-path.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import type { CheckFacts } from "./rule.ts";

/** `artifacts/path-unknown` and `artifacts/duplicate-path`: artifacts that are not there, and two that are one. */
export function findStrangeArtifacts(file: PipelineFile, facts: CheckFacts): Problem[] {
  const firsts = new Map(file.artifacts.toReversed().map((artifact) => [artifact.path, artifact]));
  return file.artifacts.flatMap((artifact): Problem[] => {
    const first = firsts.get(artifact.path);
    if (first && first !== artifact) return [sharesPath(artifact, first, placeOf(file, artifact))];
    return isUnknown(artifact, facts) ? [unknownPath(file, artifact, facts)] : [];
  });
}

function isUnknown({ path }: Artifact, facts: CheckFacts): boolean {
  return isMissing(facts, path) && trackedBy(facts.world, path) === undefined;
}

function unknownPath(file: PipelineFile, artifact: Artifact, facts: CheckFacts): Problem {
  const { path, name } = artifact;
  const range = placeOf(file, artifact);
  const made = facts.pipeline.stages.flatMap(({ outs }) => outs.map((output) => output.path));
  const near = closestPath(path, made);
  const folder = folderOf(file.path);
  const fix =
    near === undefined
      ? undefined
      : fixRewriting(file.document, range, relativePath(folder, path), relativePath(folder, near));
  return {
    code: "artifacts/path-unknown",
    severity: "warning",
    file: file.path,
    range,
    message: `'${path}' of the artifact '${name}' does not exist, and no stage makes it.${near === undefined ? "" : ` Did you mean '${near}'?`}`,
    ...(fix && { fixes: [fix] }),
  };
}

function sharesPath(artifact: Artifact, first: Artifact, range: Range): Problem {
  return {
    code: "artifacts/duplicate-path",
    severity: "warning",
    file: artifact.file,
    range,
    message: `'${artifact.path}' is the artifact '${first.name}' already: two names for one file have versions of their own.`,
    related: [{ file: first.file, range: first.range, message: `'${first.name}' is defined here` }],
  };
}

/** Where the path stands; the name, where an expression brings it. */
function placeOf({ document }: PipelineFile, { name, range }: Artifact): Range {
  const written = childOf(childOf(childOf(document.root, "artifacts"), name), "path");
  return written?.range ?? range;
}

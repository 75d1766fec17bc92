import { loadPipeline } from "#core/pipeline/load";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { Pipeline, ResolveOptions } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";

import type { DvcIgnore } from "./dvc-ignore.ts";
import type { FoundFiles } from "./find-files.ts";
import { findIgnoredOutputs } from "./ignored-outputs.ts";

/**
 * Loads the pipeline of a working tree. Its problems hold what only the tree can tell and DVC refuses as well: outputs
 * that `.dvcignore` hides, and a dvc.lock that Git ignores, there or not.
 */
export async function loadWorkspacePipeline(
  { pipelines, ignoredLocks }: FoundFiles,
  options: ResolveOptions,
  ignore: DvcIgnore,
): Promise<Pipeline> {
  const pipeline = loadPipeline(pipelines, options);
  const loaded = new Set(pipeline.files.map(({ path }) => lockPathOf(path)));
  const locks = ignoredLocks.filter((file) => loaded.has(file)).map(ignoredLock);
  const outputs = await findIgnoredOutputs(pipeline.stages, ignore);
  return { ...pipeline, problems: [...pipeline.problems, ...locks, ...outputs] };
}

function ignoredLock(file: string): Problem {
  return {
    code: "lock/git-ignored",
    severity: "error",
    message: `Git ignores '${file}', and DVC then refuses the pipeline: take the rule out of .gitignore.`,
    file,
    range: { start: 0, end: 0 },
  };
}

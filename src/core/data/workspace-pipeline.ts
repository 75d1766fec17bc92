import { posix } from "node:path";

import { loadPipeline } from "#core/pipeline/load";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { Output, Pipeline, ResolveOptions, Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import { isOutside } from "#core/pipeline/repository-path";

import type { DvcIgnore } from "./dvc-ignore.ts";
import type { FoundFiles } from "./find-files.ts";

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
  const outputs = await findIgnoredOutputs(pipeline, ignore);
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

async function findIgnoredOutputs({ stages }: Pipeline, ignore: DvcIgnore): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const stage of stages) {
    for (const output of stage.outs) {
      if (!isOutside(output.path) && (await isIgnored(output.path, ignore))) {
        problems.push(ignoredOutput(stage, output));
      }
    }
  }
  return problems;
}

/** Whether the rules hide a path or a folder on the way to it; whether these are there does not matter. */
async function isIgnored(path: string, ignore: DvcIgnore): Promise<boolean> {
  for (let at = path, kind: "file" | "folder" = "file"; at !== "."; at = posix.dirname(at), kind = "folder") {
    if ((await ignore.filter(posix.dirname(at))).ignores(posix.basename(at), kind)) return true;
  }
  return false;
}

function ignoredOutput({ file }: Stage, { path, range }: Output): Problem {
  const message = `.dvcignore hides the output '${path}': DVC cannot keep what it does not see.`;
  return { code: "dvc/output-ignored", severity: "error", message, file, range };
}

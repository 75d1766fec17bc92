import { join } from "node:path";

import { writeFileAtomic } from "#core/data/atomic-write";
import { readConfig } from "#core/data/config/config";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles } from "#core/data/find-files";
import { readTextSync } from "#core/data/read-text";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { refuseErrors } from "#core/data/refuse-errors";
import { stagePaths } from "#core/git/changes";
import type { Git } from "#core/git/git";
import { findTarget } from "#core/pipeline/graph/find-target";
import { loadPipeline } from "#core/pipeline/load";
import { setDataFrozen, setStageFrozen, type FrozenEdit } from "#core/pipeline/edit/set-frozen";

import { sharedStage, templatedStage, unknownTargetFailure } from "./failures.ts";

export interface FreezeRequest {
  /** A stage as an address or name, or the path of a `.dvc` file; from the root. */
  readonly target: string;
  readonly isFrozen: boolean;
  readonly signal: AbortSignal;
}

/**
 * Freezes a stage or the data of a `.dvc` file, or takes that back, as `dvc freeze` and `dvc unfreeze` do. Gives the path
 * of the file that was changed; undefined when it said so already.
 * Throws a Failure for a target that names nothing, and for a stage that a template makes.
 */
export async function setFrozen(git: Git, request: FreezeRequest): Promise<string | undefined> {
  const { root } = git;
  const { loading, autostage } = await readConfig(root);
  const files = await findDvcFiles(git, openDvcIgnore(root), request.signal);
  return withRepositoryLock(root, request.signal, async () => {
    const read = (path: string): string | undefined => readTextSync(join(root, path));
    const { file, edit } = files.data.includes(request.target)
      ? { file: request.target, edit: setDataFrozen(read(request.target) ?? "", request.isFrozen) }
      : editStage(loadPipeline(files.pipelines, { read, ...loading }), request, read);
    if (edit.kind !== "edited") throw refusal(edit.kind, request.target);
    if (edit.text === read(file)) return undefined;
    await writeFileAtomic(join(root, file), edit.text);
    if (autostage) await stagePaths(git, [file]);
    return file;
  });
}

function editStage(
  pipeline: ReturnType<typeof loadPipeline>,
  { target, isFrozen }: FreezeRequest,
  read: (path: string) => string | undefined,
): { readonly file: string; readonly edit: FrozenEdit } {
  const [stage] = findTarget(pipeline.stages, target);
  if (stage === undefined) {
    refuseErrors(pipeline.problems, read);
    throw unknownTargetFailure([target], pipeline.stages);
  }
  if (stage.expansion) throw templatedStage(stage.address);
  return { file: stage.file, edit: setStageFrozen(read(stage.file) ?? "", stage.name, isFrozen) };
}

function refusal(kind: Exclude<FrozenEdit["kind"], "edited">, target: string): Error {
  return kind === "shared" ? sharedStage(target) : templatedStage(target);
}

import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import { pathExists } from "#core/data/path-exists";
import type { Pipeline } from "#core/pipeline/model";
import { isOutside, isWithin } from "#core/pipeline/repository-path";

/**
 * Links what stages of a worktree read and what is only in the user's workspace: data that Git ignores and no stage
 * makes, or that was too large to be taken along. What is missing in both is left to the stage's own complaint.
 * @returns the repository-relative paths that were linked
 */
export async function linkNeeded(
  pipeline: Pipeline,
  repository: string,
  worktree: string,
): Promise<ReadonlySet<string>> {
  const made = pipeline.stages.flatMap((stage) => stage.outs.map((out) => out.path));
  const read = new Set(
    pipeline.stages.flatMap((stage) => [...stage.deps, ...stage.params].map((each) => each.path)),
  );
  const linked = new Set<string>();
  for (const path of read) {
    const isMade = made.some((out) => isWithin(path, out) || isWithin(out, path));
    if (isMade || isOutside(path)) continue;
    if ((await pathExists(join(worktree, path))) || !(await pathExists(join(repository, path)))) continue;
    await mkdir(dirname(join(worktree, path)), { recursive: true });
    await symlink(join(repository, path), join(worktree, path));
    linked.add(path);
  }
  return linked;
}

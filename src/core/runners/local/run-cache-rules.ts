import type { Stage } from "#core/pipeline/model";
import { isOutside, isUrl } from "#core/pipeline/repository-path";
import { isCallback } from "#core/pipeline/status/status";

/**
 * Whether what the stage made may be taken from an earlier run with the same inputs. Not of a stage that is to run every
 * time, that reads nothing, that goes on with its own outputs, or that works outside of the repository.
 */
export function isFindable(stage: Stage): boolean {
  const reads = [...stage.deps, ...stage.params];
  return (
    !stage.alwaysChanged &&
    !isCallback(stage) &&
    reads.length > 0 &&
    stage.outs.length > 0 &&
    stage.deps.every(({ path }) => !isUrl(path)) &&
    stage.outs.every(({ path, persist }) => !persist && !isOutside(path))
  );
}

/** Whether what the stage made is remembered; a plain output that only Git keeps would be missing later. */
export function isKept(stage: Stage): boolean {
  return isFindable(stage) && stage.outs.every(({ kind, cache }) => cache || kind !== "out");
}

import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { fnmatchPattern } from "#core/pipeline/params/fnmatch";
import type { Stage } from "#core/pipeline/model";
import { isWithin } from "#core/pipeline/repository-path";

import type { ReproOptions } from "../run.ts";

/** What the targets of a reproduction name. */
export interface NamedTargets {
  /** Targets as `selectStages` takes them: patterns and folders are replaced by the addresses that they stand for. */
  readonly stages: readonly string[];
  /** Paths of `.dvc` files. */
  readonly data: readonly string[];
}

/**
 * Sorts targets out. A pattern that fits nothing stands for nothing, as in DVC, and so does a folder without stages; any
 * other target is left to `selectStages`, which knows whether it names a stage.
 */
export function expandTargets(
  stages: readonly Stage[],
  dataFiles: readonly string[],
  options: Pick<ReproOptions, "targets" | "glob" | "recursive">,
): NamedTargets {
  const data = options.targets.filter((target) => dataFiles.includes(target));
  const others = options.targets.filter((target) => !dataFiles.includes(target));
  const addresses = (fits: (stage: Stage) => boolean): string[] =>
    stages.filter(fits).map(({ address }) => address);
  const expand = (target: string): readonly string[] => {
    if (options.recursive && !isPipelineFile(target)) {
      const inside = addresses(({ file }) => isWithin(file, target) || target === ".");
      if (inside.length > 0) return inside;
    }
    if (!options.glob) return [target];
    const colon = target.lastIndexOf(":");
    const file = colon < 0 ? "dvc.yaml" : target.slice(0, colon);
    const pattern = fnmatchPattern(target.slice(colon + 1));
    return isPipelineFile(target)
      ? [target]
      : addresses((stage) => stage.file === file && pattern.test(stage.name));
  };
  return { stages: others.flatMap(expand), data };
}

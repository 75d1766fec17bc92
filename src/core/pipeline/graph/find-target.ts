import type { Stage } from "../model.ts";
import { folderOf, resolvePath } from "../repository-path.ts";

/**
 * Stages that one target names: an address, a name or group of the root dvc.yaml, `dir/dvc.yaml` for all of a file,
 * `dir/dvc.yaml:name`, or the path of an output for the stage that makes it, from the root or from that folder.
 */
export function findTarget(stages: readonly Stage[], target: string): Stage[] {
  const colon = target.lastIndexOf(":");
  const file = colon < 0 ? "dvc.yaml" : target.slice(0, colon);
  const name = target.slice(colon + 1);
  const named = stages.filter(
    (stage) =>
      stage.address === target ||
      (stage.file === file && (stage.name === name || stage.expansion?.group === name)),
  );
  if (named.length > 0) return named;
  const inFile = stages.filter((stage) => stage.file === target);
  if (inFile.length > 0) return inFile;
  const path = pathOfTarget(target);
  return stages.filter((stage) => stage.outs.some((output) => output.path === path));
}

/**
 * The path that a target means where it names no stage. What was typed in a folder comes as a stage of that folder's
 * dvc.yaml, since nobody knew yet whether it is one.
 */
export function pathOfTarget(target: string): string {
  const [, file, name] = /^(.*dvc\.yaml):(.+)$/u.exec(target) ?? [];
  return file === undefined || name === undefined ? target : resolvePath(folderOf(file), name);
}

import { lockPathOf } from "#core/pipeline/lock/lock-file";
import { folderOf, resolvePath } from "#core/pipeline/repository-path";
import type { Snapshot } from "./snapshot.ts";

/**
 * The files of a repository that are judged, as repository-relative paths: each dvc.yaml with the dvc.lock and params.yaml
 * beside it, the parameter files of its stages, and any other that has problems.
 */
export function checkedFiles(snapshot: Snapshot): readonly string[] {
  const files = new Set<string>();
  for (const { path } of snapshot.pipeline.files) {
    files.add(path);
    const beside = [lockPathOf(path), resolvePath(folderOf(path), "params.yaml")];
    for (const file of beside) if (snapshot.exists(file)) files.add(file);
  }
  for (const stage of snapshot.pipeline.stages) {
    for (const { path } of stage.params) if (snapshot.exists(path)) files.add(path);
  }
  for (const { file } of snapshot.problems()) files.add(file);
  return [...files];
}

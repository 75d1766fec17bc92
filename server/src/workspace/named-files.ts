import { childOf, itemsOf, textOf } from "#core/pipeline/map-entries";
import type { PipelineFile } from "#core/pipeline/model";
import type { Node } from "#core/pipeline/node";
import { folderOf, isOutside, resolvePath } from "#core/pipeline/repository-path";
import { definitionsOf } from "#core/pipeline/stage-definitions";
import type { Snapshot } from "./snapshot.ts";

/** The files of values that a repository's pipelines name, as absolute paths. */
export interface NamedFiles {
  readonly paths: readonly string[];
  /** False while a dvc.yaml is broken: then it may name more. */
  readonly areAll: boolean;
}

/**
 * Finds what `params` and `vars` name, and each params.yaml that DVC reads unnamed, whether they are there or not. Files
 * outside of the repository are left out.
 */
export function namedFiles({ root, pipeline }: Pick<Snapshot, "root" | "pipeline">): NamedFiles {
  const paths = new Set<string>();
  for (const file of pipeline.files) {
    paths.add(resolvePath(folderOf(file.path), "params.yaml"));
    for (const path of file.params) paths.add(path);
    for (const stage of file.stages) for (const { path } of stage.params) paths.add(path);
    for (const path of variableFiles(file)) paths.add(path);
  }
  return {
    paths: [...paths].flatMap((path) => (isOutside(path) ? [] : [`${root}/${path}`])),
    areAll: !pipeline.problems.some(({ severity }) => severity === "error"),
  };
}

function variableFiles(file: PipelineFile): readonly string[] {
  const found = namesIn(childOf(file.document.root, "vars"), folderOf(file.path));
  // Those of a stage are relative to where it runs.
  const ofStages = definitionsOf(file).flatMap(({ body, stages }) => {
    const vars = childOf(body, "vars");
    return vars === undefined
      ? []
      : [...new Set(stages.map(({ wdir }) => wdir))].flatMap((folder) => namesIn(vars, folder));
  });
  return [...found, ...ofStages];
}

/** `configs/params.json:train,seed` names the file in front of the colon. */
function namesIn(vars: Node | undefined, folder: string): readonly string[] {
  return itemsOf(vars).flatMap((item) => {
    const [path = ""] = textOf(item)?.split(":") ?? [];
    return path === "" ? [] : [resolvePath(folder, path)];
  });
}

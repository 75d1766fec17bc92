import { childOf, entriesOf, itemsOf, textOf } from "#core/pipeline/map-entries";
import type { PipelineFile } from "#core/pipeline/model";
import type { Node } from "#core/pipeline/node";
import { folderOf, isOutside, resolvePath } from "#core/pipeline/repository-path";
import { definitionsOf, type StageDefinition } from "#core/pipeline/stage-definitions";
import type { Snapshot } from "./snapshot.ts";

/** The files of values that a repository's pipelines name, as absolute paths. */
export interface NamedFiles {
  readonly root: string;
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
    for (const path of writtenIn(file)) paths.add(path);
  }
  return {
    root,
    paths: [...paths].flatMap((path) => (isOutside(path) ? [] : [`${root}/${path}`])),
    areAll: !pipeline.problems.some(({ severity }) => severity === "error"),
  };
}

/** What is written as it is: what expressions stand for is known of resolved stages alone. */
function writtenIn(file: PipelineFile): readonly string[] {
  const folder = folderOf(file.path);
  const variables = itemsOf(childOf(file.document.root, "vars"));
  const inStages = definitionsOf(file).flatMap((definition) => writtenInStage(definition, folder));
  return [...filesIn(variables, folder), ...inStages].filter((path) => !path.includes("${"));
}

/** A stage that is broken tells of its parameters here. The files of a stage are relative to where it runs. */
function writtenInStage({ body, stages }: StageDefinition, folder: string): readonly string[] {
  const variables = itemsOf(childOf(body, "vars"));
  const params = stages.length > 0 ? [] : itemsOf(childOf(body, "params")).flatMap(entriesOf);
  const files = [...variables, ...params.map(({ key }) => key)];
  if (files.length === 0) return [];
  const written = resolvePath(folder, textOf(childOf(body, "wdir")) ?? ".");
  const folders = stages.length > 0 ? new Set(stages.map(({ wdir }) => wdir)) : [written];
  return [...folders].flatMap((each) => filesIn(files, each));
}

/** `configs/params.json:train,seed` in `vars` names the file in front of the colon. */
function filesIn(nodes: readonly Node[], folder: string): readonly string[] {
  return nodes.flatMap((node) => {
    const [path = ""] = textOf(node)?.split(":") ?? [];
    return path === "" ? [] : [resolvePath(folder, path)];
  });
}

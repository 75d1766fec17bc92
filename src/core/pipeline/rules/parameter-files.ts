import { folderOf, resolvePath } from "../repository-path.ts";
import type { Pipeline } from "../model.ts";
import type { Links } from "../graph/links.ts";

/** The files that stages take parameters from, and each params.yaml beside a dvc.yaml; not those that a stage makes. */
export function parameterFiles(pipeline: Pipeline, links: Links): readonly string[] {
  const paths = new Set<string>();
  for (const { path, params } of pipeline.files) {
    paths.add(resolvePath(folderOf(path), "params.yaml"));
    for (const file of params) paths.add(file);
  }
  for (const stage of pipeline.stages) for (const { path } of stage.params) paths.add(path);
  return [...paths].filter((path) => links.outputs.at(path).length === 0);
}

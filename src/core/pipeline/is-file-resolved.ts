import type { PipelineFile } from "./model.ts";

/** Whether each definition of a dvc.yaml gave a stage; one that did not has mistakes, and what it makes is not known. */
export function isFileResolved({ definitions, stages }: PipelineFile): boolean {
  const resolved = new Set(stages.map((stage) => stage.expansion?.group ?? stage.name));
  return definitions.every(({ name }) => resolved.has(name));
}

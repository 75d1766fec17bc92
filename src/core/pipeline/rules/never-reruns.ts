import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isEmptyInPython } from "../python/python-equality.ts";

/** `dvc/never-reruns`: a stage that depends on nothing: it runs once, and then only when its command changes. */
export function findStagesWithoutDependencies(stage: Stage): Problem[] {
  const { deps, params, outs, cmd, alwaysChanged, frozen } = stage;
  if (deps.length + params.length > 0 || outs.length === 0) return [];
  if (alwaysChanged || frozen || isEmptyInPython(cmd)) return [];
  return [
    {
      code: "dvc/never-reruns",
      severity: "information",
      file: stage.file,
      range: stage.range,
      message: `'${stage.name}' depends on nothing, so it runs once: list what it reads, or write 'always_changed: true'.`,
    },
  ];
}

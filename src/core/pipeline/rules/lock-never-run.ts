import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { runsAlways } from "../status/status.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `lock/never-run`: a stage without a record, beside stages that have one. Where nothing was run yet there is nothing
 * to say of a single stage.
 */
export function findStagesNeverRun(stage: Stage, { world }: CheckFacts): Problem[] {
  const lock = world.locks(stage.file);
  if (stage.frozen || runsAlways(stage)) return [];
  if (lock === undefined || lock.stages.size === 0 || lock.stages.has(stage.name)) return [];
  if (lock.problems.some(({ severity }) => severity === "error")) return [];
  return [
    {
      code: "lock/never-run",
      severity: "information",
      file: stage.file,
      range: stage.range,
      message: `'${stage.name}' is not in dvc.lock: it has not run yet.`,
    },
  ];
}

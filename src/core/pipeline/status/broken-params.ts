import type { LockEntry } from "../lock/lock-model.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { Observations } from "./status-model.ts";

/**
 * What is wrong in parameter files that would have to be compared with what dvc.lock recorded of them: DVC gives no status
 * then. A broken file of which nothing is recorded is merely new.
 */
export function brokenParams(
  stages: readonly Stage[],
  entryOf: (stage: Stage) => LockEntry | undefined,
  seen: Pick<Observations, "params">,
): readonly Problem[] {
  const problems = new Set<Problem>();
  for (const stage of stages) {
    const recorded = stage.frozen ? undefined : entryOf(stage)?.params;
    for (const { text, path } of stage.params) {
      const file = seen.params.get(path);
      if (file?.kind === "unreadable" && file.problem && recorded?.has(text)) problems.add(file.problem);
    }
  }
  return [...problems];
}

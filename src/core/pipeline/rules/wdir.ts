import { touching } from "../graph/links.ts";
import { childOf } from "../map-entries.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isOutside } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/** `dvc/wdir-missing` and `dvc/wdir-outside`: a working folder that is not there, or that is no part of the repository. */
export function findWrongWorkingFolders(stage: Stage, facts: CheckFacts): Problem[] {
  const written = childOf(facts.definitionOf(stage), "wdir");
  if (written === undefined) return [];
  const place = { file: stage.file, range: written.range };
  if (isOutside(stage.wdir)) {
    const message = `The working folder of '${stage.name}' is outside of the repository: other machines may not have it.`;
    return [{ code: "dvc/wdir-outside", severity: "warning", ...place, message }];
  }
  if (facts.world.exists(stage.wdir) !== false || !facts.isComplete) return [];
  // A stage before it may make the folder.
  const makers = touching(facts.links.outputs, stage.wdir).filter((made) => made.stage !== stage);
  if (makers.length > 0) return [];
  const message = `The working folder '${stage.wdir}' does not exist: make it, or DVC cannot run '${stage.name}'.`;
  return [{ code: "dvc/wdir-missing", severity: "warning", ...place, message }];
}

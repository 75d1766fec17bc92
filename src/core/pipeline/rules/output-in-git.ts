import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixUncaching } from "./fix-uncaching.ts";
import type { CheckFacts } from "./rule.ts";

/** `dvc/output-in-git`: a cached output that Git tracks: DVC refuses to save it once the command has run. */
export function findOutputsInGit(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.outs
    .filter(({ path, cache }) => cache && facts.world.inGit?.(path) === true)
    .map((output): Problem => {
      const fix = fixUncaching(facts, stage, output);
      return {
        code: "dvc/output-in-git",
        severity: "warning",
        file: stage.file,
        range: output.range,
        message: `Git tracks '${output.path}', and DVC refuses to cache it: \`git rm -r --cached ${output.path}\`, or write 'cache: false'.`,
        ...(fix && { fixes: [fix] }),
      };
    });
}

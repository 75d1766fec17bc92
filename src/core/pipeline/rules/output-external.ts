import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isOutside } from "../repository-path.ts";
import { fixUncaching } from "./fix-uncaching.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `dvc/output-external`: a cached output outside of the repository. DVC 3 loads the stage, and refuses to save the output
 * once the command has run.
 */
export function findExternalOutputs(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.outs
    .filter(({ path, cache }) => cache && isOutside(path))
    .map((output): Problem => {
      const fix = fixUncaching(facts, stage, output);
      return {
        code: "dvc/output-external",
        severity: "warning",
        file: stage.file,
        range: output.range,
        message: `'${output.text}' is outside of the repository, and DVC does not cache what is there: write 'cache: false', or another path.`,
        ...(fix && { fixes: [fix] }),
      };
    });
}

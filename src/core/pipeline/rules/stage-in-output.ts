import type { Problem } from "../problem.ts";
import { isWithin } from "../repository-path.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/stage-in-output`: an output that holds the dvc.yaml of a stage, often its own as in `outs: [.]`. */
export function findStagesInOutputs(facts: GraphFacts): Problem[] {
  const files = [...new Set(facts.links.stages.map(({ file }) => file))];
  const problems = facts.links.stages.flatMap((stage) =>
    stage.outs.flatMap((output): Problem[] => {
      const inside = files.find((file) => isAround(output.path, file));
      if (inside === undefined) return [];
      return [
        {
          code: "dvc/stage-in-output",
          severity: "error",
          file: stage.file,
          range: output.range,
          message: `The output '${output.text}' holds '${inside}': the stages in there cannot be part of an output.`,
          ...fixRemoving(
            facts,
            stage.file,
            output.range,
            `Remove output '${output.text}' of '${stage.name}'`,
          ),
        },
      ];
    }),
  );
  return onePerPlace(problems);
}

/** Whether a folder, which may be the root or one above it, is around a file of the repository. */
function isAround(folder: string, file: string): boolean {
  return folder === "." || /^\.\.(?:\/\.\.)*$/.test(folder) || isWithin(file, folder);
}

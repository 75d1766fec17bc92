import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/overlapping-output`: an output inside another output. */
export function findOverlappingOutputs(facts: GraphFacts): Problem[] {
  const problems: Problem[] = [];
  for (const stage of facts.links.stages) {
    for (const output of stage.outs) {
      const around = facts.links.outputs.above(output.path)[0];
      if (!around) continue;
      problems.push({
        code: "dvc/overlapping-output",
        severity: "error",
        file: stage.file,
        range: output.range,
        message: `'${output.path}' lies inside '${around.output.path}', an output of '${around.stage.address}': outputs must not overlap.`,
        related: [
          {
            file: around.stage.file,
            range: around.output.range,
            message: `'${around.stage.address}' makes the folder here`,
          },
        ],
        ...fixRemoving(facts, stage.file, output.range, `Remove output '${output.text}' of '${stage.name}'`),
      });
    }
  }
  return onePerPlace(problems);
}

import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/self-cycle`: a stage that needs what it makes itself. */
export function findSelfCycles(facts: GraphFacts): Problem[] {
  const links = [...facts.links.byStage.values()].flat();
  const problems = links
    .filter(({ stage, producer }) => stage.address === producer.address)
    .map(({ stage, reference, output }): Problem => ({
      code: "dvc/self-cycle",
      severity: "error",
      file: stage.file,
      range: reference.range,
      message:
        reference.path === output.path
          ? `'${reference.path}' is both a dependency and an output of '${stage.name}': a stage cannot wait for itself.`
          : `'${reference.path}' overlaps '${output.path}', an output of the same stage '${stage.name}': a stage cannot wait for itself.`,
      related: [{ file: stage.file, range: output.range, message: "The output is here" }],
      ...fixRemoving(facts, stage.file, reference.range, `Remove dependency '${reference.text}'`),
    }));
  return onePerPlace(problems);
}

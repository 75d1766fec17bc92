import { closestPathAmong } from "../near-path.ts";
import type { ParamsDependency } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isMissing, trackedBy } from "./missing-path.ts";
import { fileAndKey } from "./file-and-key.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/file-missing`: a parameter file that is not there and that no stage makes. */
export function findMissingParameterFiles(facts: CheckFacts): Problem[] {
  const { stages } = facts.pipeline;
  const nearFile = closestPathAmong(stages.flatMap(({ params }) => params.map(({ path }) => path)));
  const problems = stages.flatMap((stage) =>
    stage.params
      .filter(({ keys }) => !isOfCommandLine(keys))
      .filter(({ path }) => facts.world.read(path) === undefined && isMissing(facts, path))
      .map(({ path, range }): Problem => {
        const near = nearFile(path);
        const hint =
          near === undefined || facts.world.read(near) === undefined ? "" : ` Did you mean '${near}'?`;
        return {
          code: "params/file-missing",
          severity: trackedBy(facts.world, path) === undefined ? "warning" : "information",
          file: stage.file,
          range,
          message: `'${path}' does not exist, but '${stage.name}' reads parameters from it.${hint}`,
        };
      }),
  );
  return onePerPlace(problems);
}

/** All keys name a file of their own, as on the command line: DVC looks for them in a file that nobody has meant. */
function isOfCommandLine(keys: ParamsDependency["keys"]): boolean {
  return keys !== undefined && keys.length > 0 && keys.every(({ key }) => fileAndKey(key) !== undefined);
}

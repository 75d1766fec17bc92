import { placeOf } from "../command/command-line.ts";
import { isDeclared } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isWithin } from "../repository-path.ts";
import { pathArguments } from "./cmd-arguments.ts";
import { fixAddingPath } from "./fix-adding.ts";
import { isOutputOption } from "./cmd-output-not-declared.ts";
import { runsAlways } from "../status/status.ts";
import { isMeantByDependency } from "./meant-by-dependency.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/input-not-in-deps`: a file of the repository that a command gets and that the stage does not depend on. */
export function findUndeclaredInputs(stage: Stage, facts: CheckFacts): Problem[] {
  if (runsAlways(stage)) return [];
  const inputs = pathArguments(facts.commandsOf(stage)).filter(
    ({ path, option, isWritten }) =>
      !isWritten &&
      !isOutputOption(option) &&
      !isWithin(stage.wdir, path) &&
      path !== "." &&
      facts.world.exists(path) === true &&
      !isDeclared(stage, path) &&
      !isMeantByDependency(stage, path, facts),
  );
  return inputs.map(({ line, piece, path }): Problem => {
    const { range, isExact } = placeOf(line, piece, stage.cmdRange);
    const fix = isExact || !stage.expansion ? fixAddingPath(facts, stage, "deps", path) : undefined;
    return {
      code: "cmd/input-not-in-deps",
      severity: "information",
      file: stage.file,
      range,
      message: `The command gets '${path}', which is not a dependency: changing it does not run '${stage.name}' again.`,
      ...(fix && { fixes: [fix] }),
    };
  });
}

import { placeOf } from "../command/command-line.ts";
import { isDeclared, type StageScript, stageScripts } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixAddingPath } from "./fix-adding.ts";
import { runsAlways } from "../status/status.ts";
import { isMeantByDependency } from "./meant-by-dependency.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/script-not-in-deps`: a script that a stage runs and does not depend on: changing it does not run the stage again. */
export function findUndeclaredScripts(stage: Stage, facts: CheckFacts): Problem[] {
  const { exists } = facts.world;
  if (runsAlways(stage)) return [];
  return stageScripts(facts.commandsOf(stage), exists)
    .filter(({ path }) => exists(path) !== false && !isDeclared(stage, path))
    .filter(({ path }) => !isMeantByDependency(stage, path, facts))
    .map((script) => undeclared(stage, script, facts));
}

function undeclared(stage: Stage, { line, word, path }: StageScript, facts: CheckFacts): Problem {
  const { range, isExact } = placeOf(line, word, stage.cmdRange);
  // Of a path that an expression brings, each stage of a template would need another one.
  const fix = isExact || !stage.expansion ? fixAddingPath(facts, stage, "deps", path) : undefined;
  return {
    code: "cmd/script-not-in-deps",
    severity: "warning",
    file: stage.file,
    range,
    message: `The command runs '${path}', which is not a dependency: changing it does not run '${stage.name}' again.`,
    ...(fix && { fixes: [fix] }),
  };
}

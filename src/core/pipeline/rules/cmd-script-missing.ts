import { placeOf } from "../command/command-line.ts";
import { type StageScript, stageScripts } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isMissing, similarFiles, trackedBy } from "./missing-path.ts";
import { relativePath } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/script-missing`: a command runs a script that is not there and that no stage makes. */
export function findMissingScripts(stage: Stage, facts: CheckFacts): Problem[] {
  // A missing dependency has a problem of its own.
  const told = new Set(stage.deps.map(({ path }) => path));
  return stageScripts(facts.commandsOf(stage), facts.world.exists)
    .filter(({ path, isFile }) => isFile && !told.has(path) && isMissing(facts, path))
    .filter(({ path }) => trackedBy(facts.world, path) === undefined)
    .map((script) => missing(stage, script, facts));
}

function missing(stage: Stage, { line, command, word, path }: StageScript, { world }: CheckFacts): Problem {
  const { range, isExact } = placeOf(line, word, stage.cmdRange);
  const near = similarFiles(world, path)[0];
  const wanted = near === undefined ? undefined : relativePath(command.folder ?? stage.wdir, near);
  const canFix = isExact && wanted !== undefined && !word.isQuoted && !/[\s'"$]/.test(wanted);
  return {
    code: "cmd/script-missing",
    severity: "warning",
    file: stage.file,
    range,
    message: `The command runs '${path}', which does not exist.${near === undefined ? "" : ` Did you mean '${near}'?`}`,
    ...(canFix && {
      fixes: [
        {
          title: `Change to '${wanted}'`,
          changes: [{ file: stage.file, range, newText: wanted }],
          preferred: true,
        },
      ],
    }),
  };
}

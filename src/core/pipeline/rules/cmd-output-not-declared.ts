import { placeOf } from "../command/command-line.ts";
import { isDeclared } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { pathArguments, removedPaths } from "./cmd-arguments.ts";
import { fixAddingPath } from "./fix-adding.ts";
import type { CheckFacts } from "./rule.ts";

/** True of `--output`, `--out-dir`, `-o` and the like, given without dashes. */
export function isOutputOption(option: string | undefined): boolean {
  return (
    option !== undefined &&
    /^(?:o|out|output|save|dest|destination)(?:[-_](?:file|path|dir|folder|to))?$/i.test(option)
  );
}

/** `cmd/output-not-declared`: a command is told to write a file that the stage does not name. */
export function findUndeclaredOutputs(stage: Stage, facts: CheckFacts): Problem[] {
  const lines = facts.commandsOf(stage);
  const written = pathArguments(lines).filter(
    ({ path, option, isWritten }) => (isWritten || isOutputOption(option)) && !isDeclared(stage, path),
  );
  if (written.length === 0) return [];
  const removed = removedPaths(lines);
  const outputs = written.filter(({ path }) => !removed.has(path));
  return outputs.map(({ line, piece, path }): Problem => {
    const { range, isExact } = placeOf(line, piece, stage.cmdRange);
    const fix = isExact || !stage.expansion ? fixAddingPath(facts, stage, "outs", path) : undefined;
    return {
      code: "cmd/output-not-declared",
      severity: "information",
      file: stage.file,
      range,
      message: `The command writes '${path}', which is not an output of '${stage.name}': DVC neither keeps nor restores it.`,
      ...(fix && { fixes: [fix] }),
    };
  });
}

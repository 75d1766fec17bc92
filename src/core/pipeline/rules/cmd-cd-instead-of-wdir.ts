import { placeOf } from "../command/command-line.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { folderOf, relativePath } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/cd-instead-of-wdir`: a command that goes to a folder first, which `wdir` says without a shell. */
export function findChangesOfFolder(stage: Stage, facts: CheckFacts): Problem[] {
  const lines = facts.commandsOf(stage);
  const [line] = lines;
  const [change, next] = line?.commands ?? [];
  if (lines.length !== 1 || line === undefined || next?.folder === undefined) return [];
  const [program, target, ...more] = change?.words ?? [];
  if (program?.text !== "cd" || target === undefined || more.length > 0 || change?.operator !== "&&")
    return [];
  // A command that goes back is about two folders.
  if (line.commands.slice(1).some(({ words }) => words[0]?.text === "cd")) return [];
  if (next.folder === stage.wdir || facts.world.exists(next.folder) === false) return [];
  return [
    {
      code: "cmd/cd-instead-of-wdir",
      severity: "hint",
      file: stage.file,
      range: placeOf(line, { start: program.start, end: target.end }, stage.cmdRange).range,
      message: `\`wdir: ${relativePath(folderOf(stage.file), next.folder)}\` says this without a shell; the paths of '${stage.name}' are relative to it then.`,
    },
  ];
}

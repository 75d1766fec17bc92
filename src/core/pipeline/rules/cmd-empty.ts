import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isEmptyInPython } from "../python/python-equality.ts";

/** `cmd/empty`: a stage without a command. DVC takes it for data that somebody puts there, and fails where it is not. */
export function findEmptyCommands(stage: Stage): Problem[] {
  const { cmd } = stage;
  if (!isEmptyInPython(cmd) && !(typeof cmd === "string" && cmd.trim() === "")) return [];
  return [
    {
      code: "cmd/empty",
      severity: "warning",
      file: stage.file,
      range: stage.cmdRange,
      message: `'${stage.name}' has an empty command, so nothing makes its outputs: write one, or remove the stage.`,
    },
  ];
}

import { isLoneChange, placeOf } from "../command/command-line.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/cd-without-effect`: a line that only changes the folder, before others that DVC runs in shells of their own. */
export function findLostChangesOfFolder(stage: Stage, facts: CheckFacts): Problem[] {
  return facts
    .commandsOf(stage)
    .slice(0, -1)
    .flatMap((line): Problem[] => {
      const [program, target] = line.commands[0]?.words ?? [];
      if (!isLoneChange(line.commands) || program === undefined || target === undefined) return [];
      return [
        {
          code: "cmd/cd-without-effect",
          severity: "warning",
          file: stage.file,
          range: placeOf(line, { start: program.start, end: target.end }, stage.cmdRange).range,
          message:
            "DVC runs each line in a shell of its own, so this 'cd' ends with its line: write 'wdir', or join the lines with '&&'.",
        },
      ];
    });
}

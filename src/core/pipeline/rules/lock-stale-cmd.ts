import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { equalInPython } from "../python/python-equality.ts";
import type { CheckFacts } from "./rule.ts";
import { recordedEntry, recordedPlace } from "./recorded-entry.ts";

/**
 * `lock/stale-cmd`: the command is not the one that the stage last ran with. It stands in dvc.yaml, where somebody
 * changed it; dvc.lock is written by the next run and not by hand.
 */
export function findStaleCommands(stage: Stage, facts: CheckFacts): Problem[] {
  const entry = recordedEntry(stage, facts);
  if (!entry || equalInPython(entry.cmd, stage.cmd)) return [];
  return [
    {
      code: "lock/stale-cmd",
      severity: "information",
      file: stage.file,
      range: stage.cmdRange,
      message: `The command changed since '${stage.name}' last ran: \`trainyard repro\` runs it again.`,
      ...recordedPlace(stage, facts, ["    cmd:"], "It ran with this command"),
    },
  ];
}

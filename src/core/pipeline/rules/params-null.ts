import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { isList } from "../value.ts";
import { childOf } from "../map-entries.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/null`: a parameter without a value, of which a command gets the text `None`. */
export function findEmptyParameters(stage: Stage, facts: CheckFacts): Problem[] {
  const commands = isList(stage.cmd) ? stage.cmd : [stage.cmd];
  if (!commands.some((line) => typeof line === "string" && line.includes("None"))) return [];
  const document = facts.documents.get(stage.file);
  const cmd = childOf(facts.definitionOf(stage), "cmd");
  const written = cmd && document?.text.slice(cmd.range.start, cmd.range.end);
  return (stage.variables ?? []).flatMap(({ file, name, value }): Problem[] => {
    if (value !== null || written?.includes(`\${${name}}`) !== true) return [];
    const place = facts.parameterPlace(file, name);
    const range = place?.key ?? place?.value;
    if (!range) return [];
    return [
      {
        code: "params/null",
        severity: "information",
        file,
        range,
        message: `'${name}' has no value: the command of '${stage.name}' gets the text 'None'.`,
        related: [{ file: stage.file, range: stage.cmdRange, message: "The command is here" }],
      },
    ];
  });
}

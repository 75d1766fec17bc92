import { placeOf } from "../command/command-line.ts";
import { findSecrets, isSecretName } from "../command/find-secrets.ts";
import type { ShellWord } from "../command/shell-words.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/** `cmd/env-secret`: a variable with the name of a secret gets its value in the command. */
export function findSecretVariables(stage: Stage, facts: CheckFacts): Problem[] {
  return facts.commandsOf(stage).flatMap((line) =>
    line.commands
      .flatMap(({ assignments, words }) => [...assignments, ...words])
      .flatMap((word): Problem[] => {
        const name = secretName(word);
        if (name === undefined || findSecrets(word.text).length > 0) return [];
        return [
          {
            code: "cmd/env-secret",
            severity: "warning",
            file: stage.file,
            range: placeOf(line, word, stage.cmdRange).range,
            message: `The value of '${name}' goes to Git with dvc.yaml and dvc.lock: set it in the environment that runs the pipeline.`,
          },
        ];
      }),
  );
}

/** A value that a variable brings, and one that stands for a value, is not secret. */
function secretName({ text, isLiteral }: ShellWord): string | undefined {
  const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || !isLiteral || !isSecretName(name)) return undefined;
  const isPlaceholder =
    value.length < 6 || /^(?:<.*>|x+|\*+|changeme|your[-_ ].*|dummy|none|null|true|false)$/i.test(value);
  return isPlaceholder || /[/\\]|\.\w{2,5}$/.test(value) ? undefined : name;
}

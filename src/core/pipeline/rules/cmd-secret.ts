import { placeOf } from "../command/command-line.ts";
import { findSecrets } from "../command/find-secrets.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `cmd/secret`: a token or a password in a command. It goes to Git with dvc.yaml and with dvc.lock. The message does not
 * repeat it, because messages end up in logs.
 */
export function findSecretsInCommands(stage: Stage, facts: CheckFacts): Problem[] {
  return facts.commandsOf(stage).flatMap((line) =>
    findSecrets(line.text).map((secret): Problem => ({
      code: "cmd/secret",
      severity: "warning",
      file: stage.file,
      range: placeOf(line, secret, stage.cmdRange).range,
      message: `This looks like ${secret.kind}, and it goes to Git with dvc.yaml and dvc.lock: take it from the environment, and revoke it.`,
    })),
  );
}

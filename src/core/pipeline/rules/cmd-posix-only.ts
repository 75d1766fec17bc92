import { placeOf } from "../command/command-line.ts";
import type { Stage } from "../model.ts";
import type { Problem, Range } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/** What `cmd.exe` does not know, and the words for it. */
const posixForms: readonly (readonly [RegExp, string])[] = [
  [/\$\([^)]*\)|`[^`]+`/, "A command inside of a command"],
  [/(?<=^|[;&|(]\s*)(?:export|source|unset|alias)\s/, "This command"],
  [/(?<=^|[;&|(]\s*)[A-Za-z_]\w*=\S*\s+(?=[\w./])/, "A variable before a command"],
  [/\/dev\/null\b/, "'/dev/null'"],
  [/(?<=^|[;&|(]\s*)(?:rm|cp|mv|cat|ls|touch|grep|sed|awk)\s/, "This command"],
];

/** `cmd/posix-only`: a command that only a POSIX shell runs, in a repository whose workflows run on Windows too. */
export function findPosixCommands(stage: Stage, facts: CheckFacts): Problem[] {
  if (!facts.runsOnWindows()) return [];
  return facts.commandsOf(stage).flatMap((line) =>
    posixForms.flatMap(([form, what]): Problem[] => {
      const found = form.exec(line.text);
      if (!found) return [];
      const piece: Range = { start: found.index, end: found.index + found[0].trimEnd().length };
      return [
        {
          code: "cmd/posix-only",
          severity: "information",
          file: stage.file,
          range: placeOf(line, piece, stage.cmdRange).range,
          message: `${what} works in a POSIX shell only, and a workflow of this repository runs on Windows.`,
        },
      ];
    }),
  );
}

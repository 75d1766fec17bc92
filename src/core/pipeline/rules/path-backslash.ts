import { placeOf } from "../command/command-line.ts";
import { scriptsOfWindows } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import type { CheckFacts } from "./rule.ts";

/** `dvc/path-backslash`: a path in the form of Windows, which is one strange name on every other system. */
export function findBackslashes(stage: Stage, facts: CheckFacts): Problem[] {
  const written = facts.documents.get(stage.file)?.text ?? "";
  const paths = [...stage.deps, ...stage.outs, ...stage.params].flatMap(
    ({ text, path, range }): Problem[] => {
      // What a parameter brings is to be mended there, and told of every stage that uses it is noise.
      const isHere = text.includes("\\") && written.slice(range.start, range.end).includes("\\");
      if (!isHere || facts.world.exists(path) === true) return [];
      const wanted = text.replaceAll("\\", "/");
      const fix = fixRewriting(facts.documents.get(stage.file), range, text, wanted);
      return [
        {
          code: "dvc/path-backslash",
          severity: "warning",
          file: stage.file,
          range,
          message: told(text, wanted),
          ...(fix && { fixes: [fix] }),
        },
      ];
    },
  );
  return [...paths, ...findBackslashesOfScripts(stage, facts)];
}

/** The script that the command runs: Windows takes it with slashes too. */
function findBackslashesOfScripts(stage: Stage, facts: CheckFacts): Problem[] {
  return scriptsOfWindows(facts.commandsOf(stage)).map(({ line, word }): Problem => {
    const { range, isExact } = placeOf(line, word, stage.cmdRange);
    const text = line.text.slice(word.start, word.end);
    const wanted = text.replaceAll("\\", "/");
    const changes = [{ file: stage.file, range, newText: wanted }];
    return {
      code: "dvc/path-backslash",
      severity: "warning",
      file: stage.file,
      range,
      message: told(text, wanted),
      ...(isExact && { fixes: [{ title: `Change to '${wanted}'`, changes, preferred: true }] }),
    };
  });
}

function told(text: string, wanted: string): string {
  return `'${text}' is a path on Windows only: write '${wanted}', which works everywhere.`;
}

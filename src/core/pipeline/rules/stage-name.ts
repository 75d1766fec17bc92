import type { PipelineFile, Stage } from "../model.ts";
import type { Fix, Problem, TextChange } from "../problem.ts";
import { scalarYaml } from "../yaml/print-yaml.ts";
import type { CheckFacts } from "./rule.ts";

/** What `dvc stage add` refuses in a name: Python's `string.punctuation` without `_` and `-`. `@` is told elsewhere. */
const refused = /[!"#$%&'()*+,./:;<=>?[\\\]^`{|}~]/;

/** `dvc/stage-name`: a name that DVC loads, but that its own `stage add` refuses, and that it takes for a path where `:` or `/` is in it. */
export function findUnusualNames(facts: CheckFacts): Problem[] {
  return facts.pipeline.files.flatMap((file) =>
    file.definitions.flatMap(({ name, range }): Problem[] => {
      const found = name.includes("@") ? undefined : refused.exec(name)?.[0];
      if (found === undefined) return [];
      return [
        {
          code: "dvc/stage-name",
          severity: "warning",
          file: file.path,
          range,
          message: `The stage name '${name}' has a '${found}': DVC's commands take letters, digits, '_' and '-' only.`,
          fixes: renaming(file, name, range, facts),
        },
      ];
    }),
  );
}

/** Renames the stage in dvc.yaml, and what dvc.lock records of it, so that it need not run again. */
function renaming(
  { path, stages, definitions, document }: PipelineFile,
  name: string,
  range: TextChange["range"],
  { lockPlaces }: CheckFacts,
): Fix[] {
  const better = name.replaceAll(new RegExp(refused, "g"), "-").replace(/^-+|-+$/g, "");
  const isTaken = definitions.some((other) => other.name === better);
  const isPlain = document.text.slice(range.start, range.end).replace(/^["']|["']$/g, "") === name;
  if (better === "" || isTaken || !isPlain) return [];
  const places = lockPlaces(path);
  const own = (stage: Stage): boolean => (stage.expansion?.group ?? stage.name) === name;
  const recorded = stages.filter(own).flatMap((stage): TextChange[] => {
    const key = places?.entry(stage.name)?.key;
    const newText = scalarYaml(better + stage.name.slice(name.length));
    return key === undefined || places === undefined ? [] : [{ file: places.file, range: key, newText }];
  });
  const changes = [{ file: path, range, newText: scalarYaml(better) }, ...recorded];
  return [{ title: `Rename to '${better}'`, changes }];
}

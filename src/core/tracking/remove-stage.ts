import { findSteps } from "#core/pipeline/edit/edit-steps";
import { removeStep } from "#core/pipeline/edit/edit-text";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";

import { entangledStage } from "./failures.ts";

/**
 * Takes one stage out of the text of a dvc.yaml or a dvc.lock; all else stays as it is, comments too. Undefined when
 * nothing is left that the file is for. The text is the same when the stage is not in it.
 * Throws a Failure when other parts of the file stand on the stage, by an alias.
 * @param file for messages
 * @param name as the key has it: of the definition in dvc.yaml, of the stage in dvc.lock
 */
export function withoutStage(file: string, text: string, name: string): string | undefined {
  const { root } = parseYaml(file, text);
  const steps = findSteps(root, ["stages", name]);
  const [stages, stage] = steps;
  if (stages?.value.kind !== "map" || stage === undefined) return text;
  const isOnly = stages.value.entries.length === 1;
  if (
    isOnly &&
    !hasMore(stages.container.kind === "map" ? stages.container.entries.map(({ key }) => key.value) : [])
  )
    return undefined;
  const edited = isOnly
    ? removeStep({ text, root, style: "yaml" }, stages, undefined)
    : removeStep({ text, root, style: "yaml" }, stage, stages);
  const broken = parseYaml(file, edited).problems.some(({ severity }) => severity === "error");
  if (broken) throw entangledStage(file, name);
  return edited;
}

/** Sections that mean something without stages; dvc.lock's version does not. */
function hasMore(keys: readonly unknown[]): boolean {
  return keys.some((key) => key !== "stages" && key !== "schema");
}

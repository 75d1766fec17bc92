import { findSteps } from "./edit-steps.ts";
import { insertEntry, removeStep, replaceValue, type Edited } from "./edit-text.ts";
import type { MapNode } from "../node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { toValue } from "../to-value.ts";
import { isList, isMapping, type Value } from "../value.ts";

/** A text with the edit, or why there is none. */
export type FrozenEdit =
  { readonly kind: "edited"; readonly text: string } | { readonly kind: "missing" | "templated" | "shared" };

/**
 * Writes `frozen: true` at a stage of a dvc.yaml, or takes the key away; everything else stays as it is, comments too.
 * `templated`: the stage is made of a template, whose text stands for more than this stage; DVC refuses that as well.
 * `shared`: an alias or `<<` brings the stage from elsewhere.
 */
export function setStageFrozen(text: string, name: string, isFrozen: boolean): FrozenEdit {
  const { root } = parseYaml("dvc.yaml", text);
  const steps = findSteps(root, ["stages", name]);
  const stage = steps[1];
  if (stage?.value.kind !== "map") return { kind: "missing" };
  if (isTemplated(toValue(stage.value))) return { kind: "templated" };
  if (steps.some(({ keyInPlace, valueInPlace }) => !keyInPlace || !valueInPlace)) return { kind: "shared" };
  return {
    kind: "edited",
    text: setIn({ text, root, style: "yaml" }, stage.value, ["stages", name], isFrozen),
  };
}

/** The same for a `.dvc` file, where the key stands at the top. */
export function setDataFrozen(text: string, isFrozen: boolean): FrozenEdit {
  const { root } = parseYaml("", text);
  if (root?.kind !== "map") return { kind: "missing" };
  return { kind: "edited", text: setIn({ text, root, style: "yaml" }, root, [], isFrozen) };
}

function setIn(file: Edited, map: MapNode, path: readonly string[], isFrozen: boolean): string {
  const steps = findSteps(file.root, [...path, "frozen"]);
  const key = steps[path.length];
  if (key === undefined) return isFrozen ? insertEntry(file, map, "frozen", true) : file.text;
  return isFrozen ? replaceValue(file, key, true) : removeStep(file, key, steps.at(-2));
}

/** What DVC resolves to something else than what is written. */
function isTemplated(definition: Value): boolean {
  const isDefinition =
    isMapping(definition) && ["foreach", "matrix", "vars"].some((key) => definition.has(key));
  return isDefinition || hasExpression(definition);
}

function hasExpression(value: Value): boolean {
  if (typeof value === "string") return value.includes("${");
  if (isList(value)) return value.some(hasExpression);
  return isMapping(value) && [...value].some(([key, item]) => hasExpression(key) || hasExpression(item));
}

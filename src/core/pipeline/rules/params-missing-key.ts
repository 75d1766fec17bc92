import { closest } from "../did-you-mean.ts";
import { EditRefused, setJsonValue, setYamlValue } from "../edit-yaml.ts";
import { flatten, lookUpParameter } from "../lookup.ts";
import type { ParamsDependency, Stage } from "../model.ts";
import type { Fix, Problem, Range } from "../problem.ts";
import { readValues } from "../read-values.ts";
import { smallestChange } from "../smallest-change.ts";
import { isMapping } from "../value.ts";
import type { Mapping, Value } from "../value.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/missing-key` and `params/ambiguous-key`: a parameter that DVC will not find, or finds twice. */
export function findMissingParameters(facts: CheckFacts): Problem[] {
  const files = new Map<string, ParameterFile | undefined>();
  const fileAt = (path: string): ParameterFile | undefined => {
    if (!files.has(path)) files.set(path, readParameterFile(facts, path));
    return files.get(path);
  };
  const problems: Problem[] = [];
  for (const stage of facts.pipeline.stages) {
    for (const dependency of stage.params) {
      const file = dependency.keys && fileAt(dependency.path);
      if (file) problems.push(...missingKeys(facts, stage, dependency, file));
    }
  }
  return onePerPlace(problems);
}

interface ParameterFile {
  readonly text: string;
  readonly values: Mapping;
  /** Dotted names of leaves and of the mappings around them. */
  readonly names: () => readonly string[];
}

/** Undefined where there is nothing to check against: no such file, made by a stage, broken, or another format. */
function readParameterFile(facts: CheckFacts, path: string): ParameterFile | undefined {
  const text = facts.links.outputs.at(path).length > 0 ? undefined : facts.world.read(path);
  const values: Value | undefined = text === undefined ? undefined : readValues(path, text).values;
  if (text === undefined || !isMapping(values)) return undefined;
  let names: readonly string[] | undefined;
  return { text, values, names: () => (names ??= allNames(values)) };
}

function missingKeys(
  facts: CheckFacts,
  stage: Stage,
  dependency: ParamsDependency,
  file: ParameterFile,
): Problem[] {
  return (dependency.keys ?? []).flatMap(({ key, range }): Problem[] => {
    const found = lookUpParameter(file.values, key);
    if (found.found) return [];
    const place = { severity: "error", file: stage.file, range } as const;
    if (found.ambiguous) {
      const message = `'${key}' fits several parameters of '${dependency.path}', and DVC wants exactly one: name it in full.`;
      return [{ code: "params/ambiguous-key", ...place, message }];
    }
    const near = nearestName(key, file.names());
    const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
    const rename = near === undefined ? undefined : renameFix(facts, stage, range, key, near);
    const add = addFix(dependency.path, file.text, key);
    return [
      {
        code: "params/missing-key",
        ...place,
        message: `'${key}' is missing from '${dependency.path}'.${hint}`,
        fixes: [...(rename ? [rename] : []), ...(add ? [add] : [])],
      },
    ];
  });
}

function renameFix(facts: CheckFacts, stage: Stage, range: Range, from: string, to: string): Fix | undefined {
  return fixRewriting(facts.documents.get(stage.file), range, from, to, `Change to '${to}'`);
}

function addFix(path: string, text: string, key: string): Fix | undefined {
  if (/[*?[]/.test(key) || key.split(".").includes("")) return undefined;
  const edit = path.toLowerCase().endsWith(".json") ? setJsonValue : setYamlValue;
  try {
    const change = smallestChange(path, text, edit(text, key, null, "add"));
    return { title: `Add '${key}' to ${path}`, changes: [change] };
  } catch (error) {
    if (error instanceof EditRefused) return undefined;
    throw error;
  }
}

/** A name that is spelled nearly the same, or the only one that ends with what was written: `lr` for `train.lr`. */
function nearestName(key: string, names: readonly string[]): string | undefined {
  const near = closest(key, names);
  if (near !== undefined) return near;
  const ending = names.filter((name) => name.endsWith(`.${key}`));
  return ending.length === 1 ? ending[0] : undefined;
}

function allNames(values: Mapping): string[] {
  const names = new Set<string>();
  for (const leaf of flatten(values).keys()) {
    const parts = leaf.split(".");
    for (let count = 1; count <= parts.length; count += 1) names.add(parts.slice(0, count).join("."));
  }
  return [...names];
}

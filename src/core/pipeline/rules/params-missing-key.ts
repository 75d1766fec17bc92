import { closestAmong } from "../did-you-mean.ts";
import { flatten } from "../params/flatten.ts";
import { lookUpParameter } from "../params/look-up-parameter.ts";
import type { ParamsDependency, Stage } from "../model.ts";
import type { Fix, Problem, Range } from "../problem.ts";
import { isMapping } from "../value.ts";
import type { Mapping } from "../value.ts";
import { fileAndKey } from "./file-and-key.ts";
import { fixAddingParameters } from "./fix-adding-parameter.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/missing-key` and `params/ambiguous-key`: a parameter that DVC will not find, or finds twice. */
export function findMissingParameters(facts: CheckFacts): Problem[] {
  const files = new Map<string, JudgeKey | undefined>();
  const problems: Problem[] = [];
  for (const stage of facts.pipeline.stages) {
    for (const dependency of stage.params) {
      const { path } = dependency;
      if (!files.has(path)) files.set(path, openParameterFile(facts, path));
      problems.push(...keyProblems(facts, stage, dependency, files.get(path)));
    }
  }
  return onePerPlace(problems);
}

/** What is to be said of a key: nothing, that it fits twice, or that it is missing. */
type Verdict =
  | { readonly kind: "found" }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "missing"; readonly near: string | undefined; readonly add: Fix | undefined };

/** Judges keys of one file. Many stages ask for the same keys, so each is judged once. */
type JudgeKey = (key: string) => Verdict;

/** Undefined where there is nothing to check against: no such file, made by a stage, broken, or another format. */
function openParameterFile(facts: CheckFacts, path: string): JudgeKey | undefined {
  const file = facts.links.outputs.at(path).length > 0 ? undefined : facts.valuesOf(path);
  if (!file || !isMapping(file.values)) return undefined;
  const { values, document } = file;
  const verdicts = new Map<string, Verdict>();
  const nearName = nameFinder(() => allNames(values));
  let additions = 0;
  const missing = (key: string): Verdict => {
    additions += 1;
    const add =
      additions > mostAdditions
        ? undefined
        : fixAddingParameters(path, document.text, [{ key, value: null }]);
    return { kind: "missing", near: nearName(key), add };
  };
  const judge = (key: string): Verdict => {
    const found = lookUpParameter(values, key);
    if (found.found) return { kind: "found" };
    return found.ambiguous ? { kind: "ambiguous" } : missing(key);
  };
  return (key) => {
    const verdict = verdicts.get(key) ?? judge(key);
    verdicts.set(key, verdict);
    return verdict;
  };
}

function keyProblems(
  facts: CheckFacts,
  stage: Stage,
  dependency: ParamsDependency,
  judge: JudgeKey | undefined,
): Problem[] {
  return (dependency.keys ?? []).flatMap(({ key, range }): Problem[] => {
    const verdict = judge?.(key);
    if (verdict?.kind === "found") return [];
    const place = { severity: "warning", file: stage.file, range } as const;
    const parts = fileAndKey(key);
    if (parts)
      return [{ code: "params/missing-key", ...place, ...ofCommandLine(facts, stage, range, parts) }];
    if (verdict === undefined) return [];
    if (verdict.kind === "ambiguous") {
      const message = `'${key}' fits several parameters of '${dependency.path}', and DVC wants exactly one: name it in full.`;
      return [{ code: "params/ambiguous-key", ...place, message }];
    }
    const { near, add } = verdict;
    const hint = near === undefined ? "" : ` Did you mean '${near}'?`;
    const document = facts.documents.get(stage.file);
    const rename = near === undefined ? undefined : fixRewriting(document, range, key, near);
    const message = `'${key}' is missing from '${dependency.path}'.${hint}`;
    const fixes = [...(rename ? [rename] : []), ...(add ? [add] : [])];
    return [{ code: "params/missing-key", ...place, message, ...(fixes.length > 0 && { fixes }) }];
  });
}

/** `params.yaml:lr` in a list: the keys of a file are a mapping there, but for those of the file that is read anyway. */
function ofCommandLine(
  facts: CheckFacts,
  stage: Stage,
  range: Range,
  { file, key }: NonNullable<ReturnType<typeof fileAndKey>>,
): Pick<Problem, "message" | "fixes"> {
  const wanted = file === "params.yaml" ? key : `${file}: [${key}]`;
  const written = `${file}:${key}`;
  const text = facts.documents.get(stage.file)?.text.slice(range.start, range.end);
  const isWrittenHere = text?.replace(/^(["'])(.*)\1$/, "$2") === written;
  const changes = [{ file: stage.file, range, newText: wanted }];
  return {
    message: `'${written}' is the form of the command line, and here one name that no file has: write '${wanted}'.`,
    ...(isWrittenHere && { fixes: [{ title: `Change to '${wanted}'`, changes, preferred: true }] }),
  };
}

/** Each addition reads the file anew. One that lacks more keys than these is another file than was meant. */
const mostAdditions = 50;

/**
 * Finds a name that is spelled nearly the same, or the only one that ends with what was written: `lr` for `train.lr`. The
 * names are asked for with the first key: in most files none is missing.
 */
function nameFinder(allOf: () => readonly string[]): (key: string) => string | undefined {
  let names: readonly string[] | undefined;
  let nearName: ((key: string) => string | undefined) | undefined;
  let byEnding: ReadonlyMap<string, string | undefined> | undefined;
  return (key) => {
    names ??= allOf();
    nearName ??= closestAmong(names);
    return nearName(key) ?? (byEnding ??= namesByEnding(names)).get(key);
  };
}

/** Each name by what stands behind one of its dots; undefined where several names end so. */
function namesByEnding(names: readonly string[]): ReadonlyMap<string, string | undefined> {
  const byEnding = new Map<string, string | undefined>();
  for (const name of names) {
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const ending = name.slice(dot + 1);
      byEnding.set(ending, byEnding.has(ending) ? undefined : name);
    }
  }
  return byEnding;
}

function allNames(values: Mapping): string[] {
  const names = new Set<string>();
  for (const leaf of flatten(values).keys()) {
    const parts = leaf.split(".");
    for (let count = 1; count <= parts.length; count += 1) names.add(parts.slice(0, count).join("."));
  }
  return [...names];
}

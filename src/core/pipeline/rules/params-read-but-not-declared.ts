import { placeOf } from "../command/command-line.ts";
import { type StageScript, stageScripts } from "../command/stage-scripts.ts";
import { addListItems } from "../edit/add-list-items.ts";
import type { Stage } from "../model.ts";
import { lookUpParameter } from "../params/look-up-parameter.ts";
import type { Fix, Problem } from "../problem.ts";
import type { ParameterRead } from "../python/params-reads.ts";
import { resolvePath } from "../repository-path.ts";
import { hasGlob } from "../params/fnmatch.ts";
import { runsAlways } from "../status/status.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * `params/read-but-not-declared`: a script takes a parameter out of a file, and its stage does not list it. Reads are
 * found in Python alone, and only where no doubt is left.
 */
export function findUndeclaredReads(stage: Stage, facts: CheckFacts): Problem[] {
  if (runsAlways(stage)) return [];
  return stageScripts(facts.commandsOf(stage), facts.world.exists).flatMap((script) => {
    const undeclared = facts.readsOf(script.path).filter((read) => isUndeclared(stage, script, read, facts));
    return undeclared.length === 0 ? [] : [problemOf(stage, script, undeclared, facts)];
  });
}

/** A parameter that the file does not have says that the script reads another one than we think. */
function isUndeclared(
  stage: Stage,
  { command }: StageScript,
  { file, key }: ParameterRead,
  { valuesOf }: CheckFacts,
): boolean {
  if (command.folder === undefined) return false;
  const path = resolvePath(command.folder, file);
  if (stage.deps.some((dependency) => dependency.path === path)) return false;
  const listed = stage.params.filter((dependency) => dependency.path === path);
  const isListed = listed.some(
    ({ keys }) => keys === undefined || keys.some((other) => overlap(other.key, key)),
  );
  return !isListed && lookUpParameter(valuesOf(path)?.values ?? null, key).found;
}

function overlap(listed: string, read: string): boolean {
  return hasGlob(listed) || `${read}.`.startsWith(`${listed}.`) || `${listed}.`.startsWith(`${read}.`);
}

function problemOf(
  stage: Stage,
  { line, word, path, command }: StageScript,
  reads: readonly ParameterRead[],
  facts: CheckFacts,
): Problem {
  const keys = [...new Set(reads.map(({ key }) => key))];
  const shown = keys.map((key) => `'${key}'`).join(", ");
  const areDefault = reads.every(
    ({ file }) => resolvePath(command.folder ?? ".", file) === resolvePath(stage.wdir, "params.yaml"),
  );
  const fix = areDefault ? addingFix(stage, keys, facts) : undefined;
  return {
    code: "params/read-but-not-declared",
    severity: "warning",
    file: stage.file,
    range: placeOf(line, word, stage.cmdRange).range,
    message: `'${path}' reads ${shown}, which '${stage.name}' does not list under 'params': a change does not run it again.`,
    related: reads.map(({ key, start, end }) => ({
      file: path,
      range: { start, end },
      message: `'${key}' is read here`,
    })),
    ...(fix && { fixes: [fix] }),
  };
}

function addingFix(stage: Stage, keys: readonly string[], facts: CheckFacts): Fix | undefined {
  const map = facts.definitionOf(stage);
  const document = facts.documents.get(stage.file);
  if (map?.kind !== "map" || document === undefined) return undefined;
  const place = { map, key: "params" };
  const change =
    addListItems(document, { ...place, after: "deps" }, keys) ??
    addListItems(document, { ...place, after: "cmd" }, keys);
  return (
    change && { title: `Add ${keys.join(", ")} to the parameters of '${stage.name}'`, changes: [change] }
  );
}

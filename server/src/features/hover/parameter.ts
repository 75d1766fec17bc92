import type { Stage } from "#core/pipeline/model";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { isList, isMapping, type Value } from "#core/pipeline/value";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import type { Snapshot } from "../../workspace/snapshot.ts";
import { lockEntryOf, valuesOf } from "../lock-facts.ts";
import { factsText, parameterFacts } from "../parameter-facts.ts";
import { typeName, valueText } from "../parameters.ts";
import { code, codeBlock, listed } from "./markdown.ts";

interface Parameter {
  readonly file: string;
  readonly path: readonly string[];
}

/** As many lines of a value are shown. */
const mostLines = 15;

/** The last values of as many users are looked at: thousands of stages ran with the same few. */
const mostLooked = 500;

/** As many users are named. */
const mostUsers = 8;

/** Its value and type, where it is from, what its schema says, who uses it, and what it was when they last ran. */
export function aboutParameter(snapshot: Snapshot, parameter: Parameter): string | undefined {
  const { file, path } = parameter;
  const name = path.join(".");
  const value = valueNow(snapshot, parameter);
  if (value === undefined) return undefined;
  const facts = parameterFacts(snapshot, file, name);
  const users = snapshot.pipeline.stages.filter((stage) => uses(stage, file, name));
  const groups = [...new Set(users.map(({ expansion, address }) => expansion?.group ?? address))];
  const recorded = recordedValues(snapshot, users, parameter).filter((text) => text !== valueText(value));
  const parts = [
    `${codeBlock("yaml", shown(name, value))}\n${typeName(value)} from ${code(file)}`,
    ...(facts === undefined ? [] : [factsText(facts)].filter((text) => text !== "")),
    ...(groups.length === 0 ? [] : [`Used by ${listed(groups.map(code), mostUsers)}`]),
    ...(recorded.length === 0 ? [] : [`Last run with ${listed(recorded.map(code), mostUsers)}`]),
  ];
  return parts.join("\n\n");
}

/** A value as YAML: a scalar on one line, of a mapping or a list the first lines. */
function shown(name: string, value: Value): string {
  if (!isMapping(value) && !isList(value)) return `${name}: ${valueText(value)}`;
  const lines = printYaml(new Map([[name, value]]))
    .trimEnd()
    .split("\n");
  return lines.length > mostLines ? [...lines.slice(0, mostLines), "…"].join("\n") : lines.join("\n");
}

function valueNow(snapshot: Snapshot, { file, path }: Parameter): Value | undefined {
  const own = isPipelineFile(file) ? snapshot.file(file)?.variables.values : valuesOf(snapshot, file);
  let value: Value | undefined = own;
  for (const name of path) {
    const found = value === undefined ? undefined : lookUpParameter(value, name);
    value = found?.found === true ? found.value : undefined;
  }
  return value;
}

/** Whether a stage names a parameter, a group around it or a part of it, in `params` or in `${}`. */
function uses({ params, variables }: Stage, file: string, name: string): boolean {
  const touches = (key: string): boolean =>
    key === name || key.startsWith(`${name}.`) || name.startsWith(`${key}.`);
  const isListed = params.some(
    (dependency) => dependency.path === file && (dependency.keys?.some(({ key }) => touches(key)) ?? true),
  );
  return isListed || variables?.some((use) => use.file === file && touches(use.name)) === true;
}

/** The values that dvc.lock has of a parameter, each once. */
function recordedValues(
  snapshot: Snapshot,
  users: readonly Stage[],
  { file, path }: Parameter,
): readonly string[] {
  const texts = users.slice(0, mostLooked).flatMap((stage) => {
    const entry = lockEntryOf(snapshot, stage);
    const dependency = stage.params.find((params) => params.path === file);
    const values = dependency && entry?.params.get(dependency.text);
    const value = values && valueIn(values, path);
    return value === undefined ? [] : [valueText(value)];
  });
  return [...new Set(texts)];
}

/** In dvc.lock the first part of a name may have dots: it is written as dvc.yaml names it. */
function valueIn(values: Value, path: readonly string[]): Value | undefined {
  if (path.length === 0) return values;
  if (!isMapping(values)) return undefined;
  for (let count = path.length; count > 0; count -= 1) {
    const found = values.get(path.slice(0, count).join("."));
    if (found !== undefined) return valueIn(found, path.slice(count));
  }
  return undefined;
}

import { matchExpressions, nameOf } from "./pipeline/templating/expression.ts";
import { flatten } from "./pipeline/params/flatten.ts";
import type { Pipeline, PipelineFile, ReadText, Stage } from "./pipeline/model.ts";
import type { Node } from "./pipeline/node.ts";
import { pythonText } from "./pipeline/python/python-text.ts";
import { readValues } from "./pipeline/formats/read-values.ts";
import { isList, isMapping } from "./pipeline/value.ts";
import { readSchemaOf } from "./pipeline/params/params-schema.ts";
import type { Value } from "./pipeline/value.ts";
import type { ParameterInfo } from "./project.ts";

/** That a stage reads a key, or all below it; the empty key is the whole file. */
interface Use {
  readonly file: string;
  readonly key: string;
  readonly stage: string;
}

/**
 * Every parameter that a person could change for an experiment: the leaves of all parameter files of a pipeline, in
 * file order, with the stages that read them through `params:` or `${}`. Files that cannot be read are left out.
 */
export function listParameters(pipeline: Pipeline, read: ReadText): readonly ParameterInfo[] {
  const uses = pipeline.files.flatMap((file) => [...trackedUses(file), ...templateUses(file)]);
  const listed = pipeline.files.flatMap((file) => file.params);
  const files = new Set(["params.yaml", ...listed, ...uses.map((use) => use.file)]);
  return [...files].flatMap((file) => {
    const text = read(file);
    const values = text === undefined ? undefined : readValues(file, text).values;
    if (!isMapping(values)) return [];
    const own = uses.filter((use) => use.file === file);
    const schema = readSchemaOf(file, read)?.schema;
    return [...flatten(values)].map(([key, value]) => {
      const facts = schema?.factsOf(key);
      return { ...describe(file, key, value, own), ...(facts !== undefined && { facts }) };
    });
  });
}

function describe(file: string, key: string, value: Value, uses: readonly Use[]): ParameterInfo {
  const usedBy = uses.filter((use) => touches(use.key, key)).map((use) => use.stage);
  return { file, key, value, type: typeOf(value), usedBy: [...new Set(usedBy)] };
}

/** An item of a list is a part of the leaf that the list is. */
function touches(used: string, leaf: string): boolean {
  return used === "" || used === leaf || leaf.startsWith(`${used}.`) || used.startsWith(`${leaf}.`);
}

function typeOf(value: Value): ParameterInfo["type"] {
  if (value === null) return "null";
  if (isList(value)) return "list";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return "float";
  return typeof value === "boolean" ? "boolean" : "string";
}

function trackedUses(file: PipelineFile): readonly Use[] {
  return file.stages.flatMap((stage) =>
    stage.params.flatMap(({ path, keys }) =>
      (keys ?? [{ key: "" }]).map(({ key }) => ({ file: path, key, stage: stage.address })),
    ),
  );
}

/** The variables that the definition of a stage names, as far as they come from a file of their own. */
function templateUses(file: PipelineFile): readonly Use[] {
  const stages = entriesOf(entriesOf(file.document.root).get("stages"));
  return [...stages].flatMap(([definition, node]) => {
    const made = file.stages.filter((stage) => isMadeBy(stage, definition));
    return textsIn(node)
      .flatMap((text) => matchExpressions(text))
      .flatMap(({ path }) => {
        const origin = file.variables.origin(nameOf(path));
        if (origin === undefined || origin.file === file.path) return [];
        return made.map((stage) => ({ file: origin.file, key: nameOf(path), stage: stage.address }));
      });
  });
}

function isMadeBy(stage: Stage, definition: string): boolean {
  return (stage.expansion?.group ?? stage.name) === definition;
}

function entriesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  if (node?.kind !== "map") return new Map();
  return new Map(node.entries.map((entry) => [pythonText(entry.key.value), entry.value]));
}

function textsIn(node: Node): readonly string[] {
  if (node.kind === "scalar") return typeof node.value === "string" ? [node.value] : [];
  if (node.kind === "list") return node.items.flatMap(textsIn);
  return node.entries.flatMap((entry) => [...textsIn(entry.key), ...textsIn(entry.value)]);
}

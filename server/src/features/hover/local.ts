import { childOf, itemsOf } from "#core/pipeline/map-entries";
import type { Node } from "#core/pipeline/node";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import { definitionsOf } from "#core/pipeline/stage-definitions";
import { toValue } from "#core/pipeline/to-value";
import { isList, type Value } from "#core/pipeline/value";
import type { Snapshot } from "../../workspace/snapshot.ts";
import { typeName, valueText } from "../parameters.ts";
import { code, codeBlock, listed } from "./markdown.ts";

/** As many values of an axis are shown. */
const mostValues = 10;

/** What a name that one stage alone knows stands for: an item of its group, or one of its own `vars`. */
export function aboutLocal(
  snapshot: Snapshot,
  { file, stage, path }: { readonly file: string; readonly stage: string; readonly path: readonly string[] },
): string | undefined {
  const pipeline = snapshot.file(file);
  const definition = pipeline && definitionsOf(pipeline).find(({ name }) => name === stage);
  if (definition === undefined) return undefined;
  const [first = "", axis] = path;
  const { value } = definition.entry;
  const own = itemsOf(childOf(definition.body, "vars")).map((item) => valueAt(item, path));
  const found = own.find((candidate) => candidate !== undefined);
  if (found !== undefined)
    return `${codeBlock("yaml", `${path.join(".")}: ${valueText(found)}`)}\n${typeName(found)} of this stage`;
  const keys = definition.stages.flatMap(({ expansion }) => expansion?.key ?? []);
  const values = axis === undefined ? undefined : toValue(childOf(childOf(value, "matrix"), axis));
  if (isList(values)) return `The value of the axis: ${listed(values.map(valueText).map(code), mostValues)}`;
  if (first !== "item" && first !== "key") return undefined;
  const what = childOf(value, "matrix") ? "A combination of the matrix" : "An item of foreach";
  const stages = keys.length === 0 ? "" : `: ${listed(keys.map(code), mostValues)}`;
  return what + stages;
}

function valueAt(node: Node, path: readonly string[]): Value | undefined {
  if (node.kind !== "map") return undefined;
  const found = lookUpParameter(toValue(node), path.join("."));
  return found.found ? found.value : undefined;
}

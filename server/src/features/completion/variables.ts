import { CompletionItemKind } from "vscode-languageserver-types";
import { childOf, itemsOf } from "#core/pipeline/map-entries";
import type { Node } from "#core/pipeline/node";
import { flatten } from "#core/pipeline/params/flatten";
import { pythonText } from "#core/pipeline/python/python-text";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping, type Value } from "#core/pipeline/value";
import { expressionsIn } from "#core/pipeline/templating/expression";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import { valueText } from "../parameters.ts";
import type { Offer } from "./offer.ts";
import { valueOffer } from "./parameter-names.ts";
import { narrowed } from "./paths.ts";
import { type CompletionPlace, nodeAt } from "./place.ts";

/** Names that `${}` knows here, with their values: those of the stage first. */
export function variableOffers(place: CompletionPlace): readonly Offer[] {
  const { context, cursor } = place;
  const known = context.snapshot.file(context.path)?.variables.values;
  const global = isMapping(known) ? [...flatten(known)] : [];
  return narrowed(
    [...localOffers(place), ...global.map(([label, value], index) => valueOffer(label, value, index + 1))],
    cursor.word.trim(),
  );
}

/** `item` and `key` exist inside `foreach` and `matrix` only, and `vars` of a stage in that stage. */
function localOffers(place: CompletionPlace): readonly Offer[] {
  const definition = nodeAt(place.root, place.cursor.path.slice(0, 2), place.offset);
  if (place.cursor.path[0] !== "stages" || definition === undefined) return [];
  return [
    ...matrixOffers(childOf(definition, "matrix"), place),
    ...foreachOffers(childOf(definition, "foreach"), place),
    ...varsOffers(childOf(childOf(definition, "do") ?? definition, "vars")),
  ];
}

function offer(label: string, detail: string): Offer {
  return { label, detail, kind: CompletionItemKind.Variable, rank: 0 };
}

function matrixOffers(matrix: Node | undefined, place: CompletionPlace): readonly Offer[] {
  if (matrix?.kind !== "map") return [];
  return [
    ...matrix.entries.map(({ key, value }) => {
      const values = resolved(value, place);
      const shown = isList(values) ? values.map(valueText).join(", ") : "value of the axis";
      return offer(`item.${pythonText(key.value)}`, shown);
    }),
    offer("key", "name of the combination"),
  ];
}

function foreachOffers(foreach: Node | undefined, place: CompletionPlace): readonly Offer[] {
  if (foreach === undefined) return [];
  const data = resolved(foreach, place);
  const items = isMapping(data) ? [...data.values()] : isList(data) ? data : [];
  const [first] = items;
  const parts = isMapping(first) ? [...flatten(first)] : [];
  return [
    offer("item", isMapping(first) ? "the item of foreach" : items.map(valueText).join(", ")),
    ...parts.map(([name, value]) => offer(`item.${name}`, `${valueText(value)} in the first item`)),
    ...(isList(data) ? [] : [offer("key", "its key, in a mapping")]),
  ];
}

function varsOffers(vars: Node | undefined): readonly Offer[] {
  return itemsOf(vars).flatMap((item) =>
    item.kind === "map"
      ? [...flatten(toValue(item))].map(([label, value]) => ({ ...valueOffer(label, value, 0) }))
      : [],
  );
}

/** What a value is where it is `${name}` and nothing else. */
function resolved(node: Node, { context }: CompletionPlace): Value {
  const file = context.snapshot.file(context.path);
  if (node.kind !== "scalar" || file === undefined) return toValue(node);
  const [expression] = expressionsIn(node, file.document.text);
  const found = expression && lookUpParameter(file.variables.values, expression.name);
  return found?.found === true ? found.value : toValue(node);
}

/** Lists and mappings that a `foreach` can go through. */
export function iterableOffers({ context }: CompletionPlace): readonly Offer[] {
  const known = context.snapshot.file(context.path)?.variables.values;
  const names = isMapping(known) ? iterables(known, "") : [];
  return names.map(([name, value]) => ({
    label: `\${${name}}`,
    kind: CompletionItemKind.Variable,
    detail: valueText(value).slice(0, 80),
  }));
}

function iterables(values: Value, prefix: string): (readonly [string, Value])[] {
  if (!isMapping(values)) return [];
  return [...values].flatMap(([key, value]) => {
    const name = prefix + pythonText(key);
    return isList(value) || isMapping(value) ? [[name, value] as const, ...iterables(value, `${name}.`)] : [];
  });
}

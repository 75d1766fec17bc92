import type { Location } from "vscode-languageserver-types";
import { expressionsIn } from "#core/pipeline/templating/expression";
import { placeAt } from "./locate.ts";
import { type FeatureContext, toLocation } from "./lsp.ts";
import { findParameter } from "./parameters.ts";
import { producersOf, referencesAt } from "./references.ts";

/** Where the thing at an offset of a dvc.yaml is defined: a variable, a parameter, the stage that makes a dependency. */
export function findDefinition(context: FeatureContext, offset: number): Location[] {
  if (!context.path.endsWith("dvc.yaml")) return [];
  return ofExpression(context, offset) ?? ofReference(context, offset);
}

function ofExpression(context: FeatureContext, offset: number): Location[] | undefined {
  const { snapshot, path } = context;
  const place = placeAt(snapshot.document(path)?.root, offset);
  const scalar = place?.key ?? place?.node;
  if (scalar?.kind !== "scalar") return undefined;
  const expressions = expressionsIn(scalar, snapshot.read(path) ?? "");
  const expression = expressions.find(({ range }) => range.start <= offset && offset <= range.end);
  if (expression === undefined) return undefined;
  const origin = snapshot.file(path)?.variables.origin(expression.name);
  return origin === undefined ? [] : [toLocation(context, origin.file, origin.range)];
}

function ofReference(context: FeatureContext, offset: number): Location[] {
  const { snapshot } = context;
  const { dependency, parameter } = referencesAt(context, offset);
  if (parameter !== undefined) {
    const defined = findParameter(snapshot, parameter.file, parameter.key);
    return defined === undefined ? [] : [toLocation(context, parameter.file, defined.range)];
  }
  if (dependency === undefined) return [];
  const places = producersOf(snapshot, dependency.path).map(({ file, range }) => ({ file, range }));
  const unique = new Map(places.map((place) => [`${place.file} ${place.range.start}`, place]));
  if (unique.size > 0) return [...unique.values()].map(({ file, range }) => toLocation(context, file, range));
  const isFile = snapshot.read(dependency.path) !== undefined;
  return isFile ? [toLocation(context, dependency.path, { start: 0, end: 0 })] : [];
}

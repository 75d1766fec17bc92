import type { Location } from "vscode-languageserver-types";
import { occurrenceAt, occurrencesWithin, occurrencesOf } from "#core/pipeline/occurrences/find-occurrences";
import type { Named, Occurrence } from "#core/pipeline/occurrences/occurrence";
import type { Snapshot } from "../workspace/snapshot.ts";
import { type FeatureContext, toLocation } from "./lsp.ts";
import { producersOf } from "./producers.ts";

/**
 * Every place that names the thing at an offset: a stage, a parameter, a variable, a path. Of a folder that a stage makes
 * also what names a path inside of it, and of a path inside of such a folder the output that it is part of.
 */
export function findReferences(
  context: FeatureContext,
  offset: number,
  includeDeclaration: boolean,
): Location[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return [];
  return placesOf(snapshot, found.named)
    .filter(({ role }) => includeDeclaration || role !== "definition")
    .map(({ file, range }) => toLocation(context, file, range));
}

function placesOf(snapshot: Snapshot, named: Named): readonly Occurrence[] {
  if (named.kind !== "path") return occurrencesOf(snapshot, named);
  const around = producersOf(snapshot, named.path)
    .flatMap(({ outs }) => outs.map(({ path }) => path))
    .filter((path) => named.path.startsWith(`${path}/`));
  const outputs = [...new Set(around)].flatMap((path) =>
    occurrencesOf(snapshot, { kind: "path", path }).filter(({ role }) => role === "definition"),
  );
  return [...outputs, ...occurrencesWithin(snapshot, named.path)];
}

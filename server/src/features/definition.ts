import type { Location } from "vscode-languageserver-types";
import { occurrenceAt, occurrencesOfIn } from "#core/pipeline/occurrences/find-occurrences";
import type { Named } from "#core/pipeline/occurrences/occurrence";
import type { Place } from "#core/pipeline/problem";
import type { Snapshot } from "../workspace/snapshot.ts";
import { type FeatureContext, toLocation } from "./lsp.ts";
import { producersOf } from "./producers.ts";

/** Where the thing at an offset is defined: a variable, a parameter, a stage, the stage that makes a path, or its file. */
export function findDefinition(context: FeatureContext, offset: number): Location[] {
  const { snapshot, path } = context;
  const found = occurrenceAt(snapshot, path, offset);
  if (found === undefined) return [];
  const places =
    found.named.kind === "path" ? ofPath(snapshot, found.named.path) : ofName(snapshot, found.named);
  return places.map(({ file, range }) => toLocation(context, file, range));
}

function ofPath(snapshot: Snapshot, path: string): readonly Place[] {
  const producers = producersOf(snapshot, path).map(({ file, range }) => ({ file, range }));
  const unique = new Map(producers.map((place) => [`${place.file} ${place.range.start}`, place]));
  if (unique.size > 0) return [...unique.values()];
  const tracked = ofName(snapshot, { kind: "path", path });
  if (tracked.length > 0) return tracked;
  return snapshot.exists(path) ? [{ file: path, range: { start: 0, end: 0 } }] : [];
}

/** Of a name that nothing defines, such as a part of an item of `foreach`, the definition of what it is a part of. */
function ofName(snapshot: Snapshot, named: Named): readonly Place[] {
  const file = named.kind === "path" ? `${named.path}.dvc` : named.file;
  const places = occurrencesOfIn(snapshot, file, named).filter(({ role }) => role === "definition");
  if (places.length > 0 || (named.kind !== "local" && named.kind !== "parameter")) return places;
  return named.path.length > 1 ? ofName(snapshot, { ...named, path: named.path.slice(0, -1) }) : [];
}

import { type SymbolInformation, SymbolKind } from "vscode-languageserver-types";
import { occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import type { Place } from "#core/pipeline/problem";
import type { Snapshot } from "../workspace/snapshot.ts";
import { type FeatureContext, toLocation } from "./lsp.ts";

/** Editors filter further themselves; more than this nobody reads. */
const mostSymbols = 500;

interface NamedPlace {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly place: Place;
}

/** The stages, artifacts and parameters of a repository whose name has the letters of a query in their order. */
export function findSymbols(
  context: Pick<FeatureContext, "snapshot" | "uriOf">,
  query: string,
): SymbolInformation[] {
  const found: SymbolInformation[] = [];
  for (const { name, kind, place } of allNames(context.snapshot)) {
    if (!matches(name, query)) continue;
    const location = toLocation({ ...context, path: place.file }, place.file, place.range);
    // Editors show the file beside the name.
    found.push({ name, kind, location });
    if (found.length === mostSymbols) break;
  }
  return found;
}

function* allNames(snapshot: Snapshot): Generator<NamedPlace> {
  const { files, stages } = snapshot.pipeline;
  for (const stage of stages) yield { name: stage.name, kind: SymbolKind.Function, place: stage };
  for (const { artifacts } of files) {
    for (const artifact of artifacts) {
      yield { name: artifact.fullName, kind: SymbolKind.Package, place: artifact };
    }
  }
  for (const file of parameterFiles(snapshot)) {
    for (const { named, range } of occurrencesIn(snapshot, file)) {
      if (named.kind !== "parameter") continue;
      yield { name: named.path.join("."), kind: SymbolKind.Variable, place: { file, range } };
    }
  }
}

function parameterFiles({ pipeline, exists }: Snapshot): ReadonlySet<string> {
  const files = new Set(
    pipeline.stages.flatMap(({ params, variables = [] }) => [
      ...params.map(({ path }) => path),
      ...variables.map(({ file }) => file),
    ]),
  );
  for (const { params } of pipeline.files) for (const path of params) files.add(path);
  return new Set([...files].filter((file) => exists(file) && /\.(?:ya?ml|json|toml|py)$/i.test(file)));
}

function matches(name: string, query: string): boolean {
  const lower = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

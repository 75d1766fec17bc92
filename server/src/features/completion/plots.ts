import { CompletionItemKind } from "vscode-languageserver-types";
import { tableColumns } from "#core/pipeline/formats/table-columns";
import { childOf, itemsOf } from "#core/pipeline/map-entries";
import { plotTemplates } from "#core/pipeline/plot-templates";
import { pythonText } from "#core/pipeline/python/python-text";
import { folderOf, resolvePath } from "#core/pipeline/repository-path";
import type { Offer } from "./offer.ts";
import type { CompletionPlace } from "./place.ts";

/** Templates of DVC, and those in `.dvc/plots`. */
export function templateOffers({ context }: CompletionPlace): readonly Offer[] {
  const own = context.snapshot
    .list(".dvc/plots")
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ label: name.slice(0, -5), kind: CompletionItemKind.Value, detail: ".dvc/plots" }));
  const known = Object.entries(plotTemplates).map(([label, documentation], rank) => ({
    label,
    documentation,
    kind: CompletionItemKind.Value,
    rank,
  }));
  return [...own, ...known];
}

/** Columns of the files that the plot at the cursor draws. */
export function columnOffers(place: CompletionPlace): readonly Offer[] {
  const { context } = place;
  return plotFiles(place).flatMap((path) => {
    const text = context.snapshot.read(path);
    return (text === undefined ? [] : tableColumns(path, text)).map((label, rank) => ({
      label,
      kind: CompletionItemKind.Field,
      detail: `column of ${path}`,
      rank,
    }));
  });
}

/**
 * Of a plot output its path; of a plot of the top level the files that its `y` names, its own name, or the file whose
 * columns are being typed.
 */
function plotFiles({ cursor, folder, root, stage, context }: CompletionPlace): readonly string[] {
  const { path } = cursor;
  if (stage !== undefined) {
    const [, output] = stage.rest;
    return typeof output === "string" ? [resolvePath(folder, output)] : [];
  }
  const [, , name, axis, file] = path;
  if (typeof name !== "string") return [];
  const own = folderOf(context.path);
  if ((axis === "x" || axis === "y") && typeof file === "string") return [resolvePath(own, file)];
  const definitions = itemsOf(childOf(root, "plots")).map((item) => childOf(item, name));
  const y = definitions.map((definition) => childOf(definition, "y")).find((node) => node?.kind === "map");
  const files = y?.kind === "map" ? y.entries.map(({ key }) => pythonText(key.value)) : [name];
  return files.map((text) => resolvePath(own, text));
}

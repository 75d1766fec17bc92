import { CompletionItemKind } from "vscode-languageserver-types";
import { isDataFile, isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import type { OutputKind } from "#core/pipeline/model";
import { isOutside, relativePath, resolvePath } from "#core/pipeline/repository-path";
import type { Offer } from "./offer.ts";
import type { CompletionPlace } from "./place.ts";

/** More than anybody looks through; what is typed narrows the rest down. */
const mostOffers = 1000;

/** Outputs of the other stages, and the files that are none. */
export function pathOffers(place: CompletionPlace, kind?: OutputKind): readonly Offer[] {
  const outputs = outputOffers(place, kind);
  const known = new Set(outputs.map(({ label }) => label));
  return [...outputs, ...fileOffers(place).filter(({ label }) => !known.has(label))];
}

/** Outputs of the other stages, as they are written from a folder; those of other folders' files come after the files. */
function outputOffers(place: CompletionPlace, kind?: OutputKind): readonly Offer[] {
  const { context, cursor, folder, stage } = place;
  const { stages } = context.snapshot.pipeline;
  const isLong = stages.length > mostOffers;
  const offers = new Map<string, Offer>();
  for (const { name, file, expansion, outs } of stages) {
    if (file === context.path && (expansion?.group ?? name) === stage?.stage) continue;
    for (const output of outs) {
      if (kind !== undefined && output.kind !== kind) continue;
      const label = isOutside(output.path) ? output.text : relativePath(folder, output.path);
      if (isLong && !label.startsWith(cursor.word)) continue;
      if (offers.size === mostOffers) return [...offers.values()];
      offers.set(label, {
        label,
        kind: CompletionItemKind.Reference,
        detail: `${output.kind} of ${name}`,
        rank: file === context.path || !label.startsWith("../") ? 0 : 2,
      });
    }
  }
  return narrowed([...offers.values()], cursor.word);
}

/** Files and folders beside what is typed. */
export function fileOffers(
  { context, folder, cursor }: CompletionPlace,
  isWanted: (name: string) => boolean = isData,
): readonly Offer[] {
  const typed = cursor.word.slice(0, cursor.word.lastIndexOf("/") + 1);
  const within = resolvePath(folder, typed === "" ? "." : typed);
  if (isOutside(within)) return [];
  const names = context.snapshot
    .list(within)
    .filter((name) => !name.startsWith(".") && (name.endsWith("/") || isWanted(name)));
  return narrowed(
    names.map((name) => ({
      label: typed + name,
      kind: name.endsWith("/") ? CompletionItemKind.Folder : CompletionItemKind.File,
      rank: 1,
      ...(name.endsWith("/") && { goesOn: true as const }),
    })),
    cursor.word,
  );
}

/** What DVC writes about data is none. */
function isData(name: string): boolean {
  return !isDataFile(name) && !isPipelineFile(name) && !isLockFile(name);
}

/** Folders alone, for `wdir`. */
export function folderOffers(place: CompletionPlace): readonly Offer[] {
  return fileOffers(place, () => false);
}

/** Files that can hold values for `${}` and `params`. */
export function valueFileOffers(place: CompletionPlace): readonly Offer[] {
  const isValues = /(?<!\.schema)\.(?:ya?ml|json|toml|py)$/i;
  return fileOffers(place, (name) => isValues.test(name) && isData(name));
}

/** So many offers that some have to be left out are those that begin with what is typed. */
export function narrowed(offers: readonly Offer[], word: string): readonly Offer[] {
  if (offers.length <= mostOffers) return offers;
  return offers.filter(({ label }) => label.startsWith(word)).slice(0, mostOffers);
}

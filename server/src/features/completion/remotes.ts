import { CompletionItemKind } from "vscode-languageserver-types";
import type { Offer } from "./offer.ts";
import type { CompletionPlace } from "./place.ts";

/** The remotes in DVC's settings. */
export function remoteOffers({ context }: CompletionPlace): readonly Offer[] {
  return [...context.snapshot.remotes].map((label) => ({
    label,
    kind: CompletionItemKind.Value,
    detail: "remote",
  }));
}

/** The roots of remotes, such as `remote://store/`, for whoever begins to type one. */
export function remotePathOffers(place: CompletionPlace): readonly Offer[] {
  const { word } = place.cursor;
  if (word === "" || !scheme.startsWith(word.slice(0, scheme.length))) return [];
  return remoteOffers(place).map((offer) => ({ ...offer, label: `${scheme}${offer.label}/` }));
}

const scheme = "remote://";

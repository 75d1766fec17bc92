import { CompletionItemKind } from "vscode-languageserver-types";
import type { Offer } from "./offer.ts";
import type { CompletionPlace } from "./place.ts";

/** The remotes in DVC's settings of the repository. */
export function remoteOffers({ context }: CompletionPlace): readonly Offer[] {
  const texts = [".dvc/config", ".dvc/config.local"].map((path) => context.snapshot.read(path) ?? "");
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^[ \t]*\[\s*['"]?remote\s+"([^"]+)"['"]?\s*\]/gm)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].map((label) => ({ label, kind: CompletionItemKind.Value, detail: "remote" }));
}

import { CompletionItemKind } from "vscode-languageserver-types";
import { flatten } from "#core/pipeline/params/flatten";
import { isMapping, type Value } from "#core/pipeline/value";
import { valuesOf } from "../lock-facts.ts";
import { factsText, parameterFacts } from "../parameter-facts.ts";
import { typeName, valueText } from "../parameters.ts";
import type { Offer } from "./offer.ts";
import { narrowed } from "./paths.ts";
import type { CompletionPlace } from "./place.ts";

/** The parameters of a file by dotted name, and the groups of them. */
export function parameterOffers(place: CompletionPlace, file: string): readonly Offer[] {
  const { snapshot } = place.context;
  const values = valuesOf(snapshot, file);
  const leaves = isMapping(values) ? [...flatten(values)] : [];
  const groups = new Set(leaves.flatMap(([label]) => parentsOf(label)));
  return narrowed(
    [
      ...leaves.map(([label, value], index) => {
        const facts = parameterFacts(snapshot, file, label);
        return { ...valueOffer(label, value, index), ...(facts && { documentation: factsText(facts) }) };
      }),
      ...[...groups].map((label) => ({
        label,
        kind: CompletionItemKind.Struct,
        detail: "all below it",
        rank: leaves.length,
      })),
    ],
    place.cursor.word,
  );
}

/** A name with its value and the kind of it. */
export function valueOffer(label: string, value: Value, rank: number): Offer {
  return {
    label,
    kind: CompletionItemKind.Variable,
    detail: `${valueText(value)} · ${typeName(value)}`,
    rank,
  };
}

function parentsOf(name: string): readonly string[] {
  const segments = name.split(".");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("."));
}

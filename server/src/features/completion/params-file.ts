import { CompletionItemKind } from "vscode-languageserver-types";
import { factsOf, namesBelow, type ParameterFacts } from "#core/pipeline/params/schema-facts";
import { factsText, schemaOf } from "../parameter-facts.ts";
import { valueText } from "../parameters.ts";
import type { Offer } from "./offer.ts";
import { type CompletionPlace, presentKeys } from "./place.ts";

/** In a file of parameters: the names and values that the schema beside it knows. */
export function schemaOffers(place: CompletionPlace): readonly Offer[] {
  const { context, cursor } = place;
  const schema = schemaOf(context.snapshot, context.path);
  if (schema === undefined || cursor.kind === "expression" || cursor.kind === "nothing") return [];
  const name = cursor.path.join(".");
  if (cursor.kind === "key") {
    const present = presentKeys(place);
    return namesBelow(schema, name)
      .filter((key) => !present.has(key))
      .map((label, rank) => {
        const facts = factsOf(schema, name === "" ? label : `${name}.${label}`);
        const isGroup = facts?.types.includes("object") === true;
        const insert = isGroup && cursor.flowKeys === undefined ? `${label}:` : `${label}: `;
        const documentation = facts && factsText(facts);
        return {
          label,
          kind: CompletionItemKind.Property,
          insert,
          rank,
          ...(documentation && { documentation }),
          ...(facts && valuesOf(facts).length > 0 && { goesOn: true as const }),
        };
      });
  }
  const facts = factsOf(schema, name);
  return (facts === undefined ? [] : valuesOf(facts)).map((label, rank) => ({
    label,
    kind: CompletionItemKind.Value,
    rank,
  }));
}

function valuesOf({ choices, types, default: preset }: ParameterFacts): readonly string[] {
  const values = choices ?? (types.includes("boolean") ? [true, false] : []);
  return [...new Set([...(preset === undefined ? [] : [preset]), ...values].map(textOf))];
}

function textOf(value: Parameters<typeof valueText>[0]): string {
  return typeof value === "string" && /^[A-Za-z][\w./-]*$/.test(value) ? value : valueText(value);
}

import { factsOf, type ParameterFacts } from "#core/pipeline/params/schema-facts";
import { schemaPathsOf } from "#core/pipeline/params/params-schema";
import type { Value } from "#core/pipeline/value";
import type { Snapshot } from "../workspace/snapshot.ts";
import { valuesOf } from "./lock-facts.ts";
import { valueText } from "./parameters.ts";

/** What the schema beside a parameter file says of a parameter; undefined without a schema, or where it says nothing. */
export function parameterFacts(snapshot: Snapshot, file: string, key: string): ParameterFacts | undefined {
  const schema = schemaOf(snapshot, file);
  return schema === undefined ? undefined : factsOf(schema, key);
}

/** The schema beside a parameter file, as a value. */
export function schemaOf(snapshot: Snapshot, file: string): Value | undefined {
  const path = schemaPathsOf(file).find((candidate) => snapshot.exists(candidate));
  return path === undefined ? undefined : valuesOf(snapshot, path);
}

/** The facts in one line or two: `number from 0 to 1, default 0.1`, and the description. */
export function factsText(facts: ParameterFacts): string {
  const { types, choices, description, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = facts;
  const shown = (words: string, value: Value | undefined): readonly string[] =>
    value === undefined ? [] : [`${words} ${valueText(value)}`];
  const words = [
    ...(types.length > 0 ? [types.join(" or ")] : []),
    ...shown("from", minimum),
    ...shown("above", exclusiveMinimum),
    ...shown("to", maximum),
    ...shown("below", exclusiveMaximum),
    ...(choices === undefined ? [] : [`one of ${choices.map(valueText).join(", ")}`]),
  ];
  const line = [words.join(" "), ...shown("default", facts.default)].filter((part) => part !== "").join(", ");
  return [line, description].filter((part) => part !== undefined && part !== "").join("\n\n");
}

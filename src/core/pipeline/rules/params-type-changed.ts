import type { Stage } from "../model.ts";
import { parameterReasons } from "../params/params-change.ts";
import type { Problem } from "../problem.ts";
import { isList, isMapping, isTimestamp, type Value } from "../value.ts";
import { recordedEntry, recordedPlace } from "./recorded-entry.ts";
import type { CheckFacts } from "./rule.ts";
import { shownValue } from "./shown-value.ts";

/**
 * `params/type-changed-vs-lock`: a parameter that was a number when the stage last ran and is text now, or the like.
 * Often a quote or a dot too many: `1e-3` in quotes, `0,1`. Whole numbers and others are one type.
 */
export function findChangedTypes(stage: Stage, facts: CheckFacts): Problem[] {
  const entry = recordedEntry(stage, facts);
  if (!entry) return [];
  return stage.params.flatMap((dependency) => {
    const values = facts.valuesOf(dependency.path);
    const recorded = entry.params.get(dependency.text);
    if (recorded === undefined || !isMapping(values?.values)) return [];
    const reasons = parameterReasons(dependency, recorded, { kind: "values", values: values.values });
    return reasons.flatMap(({ key = "", leaf = key, from, to }): Problem[] => {
      const [before, now] = [typeOf(from), typeOf(to)];
      const place = facts.parameterPlace(dependency.path, leaf);
      if (before === undefined || now === undefined || before === now || !place) return [];
      return [
        {
          code: "params/type-changed-vs-lock",
          severity: "information",
          file: dependency.path,
          range: place.value,
          message: `'${leaf}' was ${before} (${shownValue(from)}) when '${stage.name}' last ran, and is ${now} now.`,
          ...recordedPlace(
            stage,
            facts,
            [`      ${dependency.text}:`, `        ${key}:`],
            "It ran with this value",
          ),
        },
      ];
    });
  });
}

/** Nothing, and a value that was not there before, have no type that could change. */
function typeOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isMapping(value)) return "a mapping";
  if (isList(value)) return "a list";
  if (isTimestamp(value)) return "a date";
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? "true or false" : "a number";
}

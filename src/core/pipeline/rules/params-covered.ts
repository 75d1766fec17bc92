import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/covered`: a parameter inside of another one that the stage lists too: a change of it changes both. */
export function findCoveredParameters(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.params.flatMap(({ keys = [] }) => {
    if (keys.length < 2) return [];
    const byKey = new Map(keys.map((listed) => [listed.key, listed]));
    return keys.flatMap(({ key, range }): Problem[] => {
      const around = keysAround(key).find((above) => byKey.has(above));
      const place = around === undefined ? undefined : byKey.get(around);
      if (!place) return [];
      return [
        {
          code: "params/covered",
          severity: "hint",
          file: stage.file,
          range,
          message: `'${key}' is already covered by '${place.key}'.`,
          related: [{ file: stage.file, range: place.range, message: `'${place.key}' holds it` }],
          ...fixRemoving(facts, stage.file, range, `Remove '${key}'`),
        },
      ];
    });
  });
}

/** `a` and `a.b` of `a.b.c`. */
function keysAround(key: string): string[] {
  const parts = key.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}

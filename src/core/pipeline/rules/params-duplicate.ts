import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import type { CheckFacts } from "./rule.ts";

/** `params/duplicate`: a parameter that a stage lists again. */
export function findDuplicateParameters(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.params.flatMap(({ path, keys = [] }) => {
    if (keys.length < 2) return [];
    const firsts = new Map(keys.toReversed().map((listed) => [listed.key, listed]));
    return keys.flatMap(({ key, range }): Problem[] => {
      const first = firsts.get(key);
      // Two items of one template can give the same key; there is no second line to remove.
      if (!first || first.range.start === range.start) return [];
      return [
        {
          code: "params/duplicate",
          severity: "warning",
          file: stage.file,
          range,
          message: `'${key}' of '${path}' is already a parameter of '${stage.name}': remove one of the two.`,
          related: [{ file: stage.file, range: first.range, message: "It is first listed here" }],
          ...fixRemoving(facts, stage.file, range, `Remove the second '${key}'`),
        },
      ];
    });
  });
}

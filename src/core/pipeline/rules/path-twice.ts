import type { PathReference, Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/path-twice`: a dependency, or an output of one section, that a stage lists again. DVC lets it pass. */
export function findPathsListedTwice(facts: GraphFacts): Problem[] {
  const problems: Problem[] = [];
  for (const stage of facts.links.stages) {
    problems.push(...repeated(facts, stage, stage.deps, "a dependency", (a, b) => a.path === b.path));
    problems.push(
      ...repeated(facts, stage, stage.outs, "an output", (a, b) => a.text === b.text && a.kind === b.kind),
    );
  }
  return onePerPlace(problems);
}

function repeated<T extends PathReference>(
  facts: GraphFacts,
  stage: Stage,
  references: readonly T[],
  role: string,
  isSame: (a: T, b: T) => boolean,
): Problem[] {
  return references.flatMap((reference, index): Problem[] => {
    const first = references.slice(0, index).find((other) => isSame(other, reference));
    // Two items of one template can give the same path; there is no second line to remove.
    if (!first || first.range.start === reference.range.start) return [];
    const { file } = stage;
    return [
      {
        code: "dvc/path-twice",
        severity: "warning",
        file,
        range: reference.range,
        message: `'${reference.path}' is already ${role} of '${stage.name}': remove one of the two lines.`,
        related: [{ file, range: first.range, message: "It is first listed here" }],
        ...fixRemoving(facts, file, reference.range, `Remove the second '${reference.text}'`),
      },
    ];
  });
}

import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/** `dvc/path-twice`: a dependency that a stage lists again. DVC lets it pass and records it twice. */
export function findPathsListedTwice(facts: GraphFacts): Problem[] {
  const problems: Problem[] = [];
  for (const { name, file, deps } of facts.links.stages) {
    const firsts = new Map(deps.toReversed().map((dependency) => [dependency.path, dependency]));
    for (const { path, text, range } of deps) {
      const first = firsts.get(path);
      // Two items of one template can give the same path; there is no second line to remove.
      if (!first || first.range.start === range.start) continue;
      problems.push({
        code: "dvc/path-twice",
        severity: "warning",
        file,
        range,
        message: `'${path}' is already a dependency of '${name}': remove one of the two lines.`,
        related: [{ file, range: first.range, message: "It is first listed here" }],
        ...fixRemoving(facts, file, range, `Remove the second '${text}'`),
      });
    }
  }
  return onePerPlace(problems);
}

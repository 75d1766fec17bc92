import type { Problem } from "../problem.ts";
import { readValues } from "../formats/read-values.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * Mistakes inside of parameter files that stages read: DVC fails on the whole file. A file that `vars` names too was
 * judged when the pipeline was loaded, and one that a stage makes is not the user's to mend.
 */
export function findBrokenParameterFiles({ pipeline, links, world }: CheckFacts): Problem[] {
  const judged = new Set(pipeline.problems.map((problem) => problem.file));
  const paths = new Set(pipeline.stages.flatMap((stage) => stage.params.map((params) => params.path)));
  return [...paths].flatMap((path) => {
    const text = judged.has(path) || links.outputs.at(path).length > 0 ? undefined : world.read(path);
    const problems = text === undefined ? [] : readValues(path, text).problems;
    return problems.filter((problem) => problem.severity === "error");
  });
}

import type { Problem } from "../problem.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * Mistakes inside of parameter files that stages read: DVC fails on the whole file. A file that `vars` names too was
 * judged when the pipeline was loaded, and one that a stage makes is not the user's to mend.
 */
export function findBrokenParameterFiles({ pipeline, links, valuesOf }: CheckFacts): Problem[] {
  const judged = new Set(pipeline.problems.map((problem) => problem.file));
  const paths = new Set(pipeline.stages.flatMap((stage) => stage.params.map((params) => params.path)));
  return [...paths].flatMap((path) => {
    const isOthers = judged.has(path) || links.outputs.at(path).length > 0;
    const problems = isOthers ? [] : (valuesOf(path)?.problems ?? []);
    return problems.filter((problem) => problem.severity === "error");
  });
}

import type { Place, Problem } from "#core/pipeline/problem";
import { createPositions } from "./json-shapes.ts";
import type { Output } from "./output.ts";

/** `dvc.yaml:3:5`, as compilers say it and terminals link it. */
export function problemPlace({ file, range }: Place, positions: ReturnType<typeof createPositions>): string {
  const { start } = positions(file, range);
  return `${file}:${start.line + 1}:${start.character + 1}`;
}

/** A line on standard error for each problem, beside the result of a command that is not about problems. */
export function tellProblems(problems: readonly Problem[], root: string, output: Output): void {
  const positions = createPositions(root);
  for (const problem of problems) output.error(`${problemPlace(problem, positions)}: ${problem.message}`);
}

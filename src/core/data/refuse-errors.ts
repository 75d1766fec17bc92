import { Failure } from "#core/failure";
import { createLineIndex } from "#core/pipeline/line-index";
import type { ReadText } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";

/**
 * Throws a Failure for the first error among the problems of a repository's files: what is tracked and what would run is
 * not certain then, so nothing is done.
 * @param read gives the text of the file that has it, for its line
 */
export function refuseErrors(problems: readonly Problem[], read: ReadText): void {
  const [first, ...others] = problems.filter(({ severity }) => severity === "error");
  if (first === undefined) return;
  const line = createLineIndex(read(first.file) ?? "").position(first.range.start).line + 1;
  const more = others.length > 0 ? ` (and ${others.length} more; \`trainyard lint\` shows all)` : "";
  throw new Failure({
    kind: "pipeline-invalid",
    class: "work",
    message: `${first.file}:${line}: ${first.message}${more}`,
    place: first,
  });
}

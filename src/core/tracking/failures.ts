import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";
import { createLineIndex } from "#core/pipeline/line-index";
import type { Problem } from "#core/pipeline/problem";

/** What a target names nothing of, with what was probably meant where there is one. */
export function targetUnknown(target: string, known: Iterable<string>): Failure {
  const near = target.endsWith("dvc.lock") ? target.replace(/lock$/u, "yaml") : closest(target, known);
  const wayOut =
    near === undefined ? "`trainyard add` starts to track a file or folder." : `did you mean "${near}"?`;
  return new Failure({
    kind: "target-unknown",
    class: "usage",
    message: `There is no stage, .dvc file or tracked data "${target}"; ${wayOut}`,
  });
}

/** Where a path that the user typed is nothing of this repository. */
export function outsideRepository(target: string, root: string): Failure {
  return new Failure({
    kind: "outside-repository",
    class: "usage",
    message: `"${target}" is not in the repository ${root}; copy it there, or name a path inside.`,
  });
}

/**
 * The files of a repository have errors: what is tracked is not certain, so nothing is changed.
 * @param text of the file that has the first error, for its line
 */
export function brokenFiles(first: Problem, count: number, text: string): Failure {
  const line = createLineIndex(text).position(first.range.start).line + 1;
  const others = count > 1 ? ` (and ${count - 1} more; \`trainyard lint\` shows all)` : "";
  return new Failure({
    kind: "pipeline-invalid",
    class: "work",
    message: `${first.file}:${line}: ${first.message}${others}`,
    place: first,
  });
}

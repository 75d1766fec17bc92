import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";

/** `dvc/path-absolute`: a path that starts at the root of a machine, which the next machine does not have. */
export function findAbsolutePaths(stage: Stage): Problem[] {
  return [...stage.deps, ...stage.params, ...stage.outs.filter(({ cache }) => !cache)].flatMap(
    ({ text, range }): Problem[] => {
      if (!/^(?:\/|[A-Za-z]:[\\/])/.test(text)) return [];
      return [
        {
          code: "dvc/path-absolute",
          severity: "information",
          file: stage.file,
          range,
          message: `'${text}' is an absolute path, and other machines may not have it: keep it in the repository, or in a remote.`,
        },
      ];
    },
  );
}

import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { fixUncaching } from "./fix-uncaching.ts";
import { holdsNoMetrics } from "./metrics-format.ts";
import type { CheckFacts } from "./rule.ts";

/** `metrics/cached-metric`: numbers that DVC's cache has and Git has not, so that no diff shows them. */
export function findCachedMetrics(stage: Stage, facts: CheckFacts): Problem[] {
  return stage.outs
    .filter(({ kind, cache, path }) => kind === "metric" && cache && !holdsNoMetrics(path))
    .map((output): Problem => {
      const fix = fixUncaching(facts, stage, output);
      return {
        code: "metrics/cached-metric",
        severity: "hint",
        file: stage.file,
        range: output.range,
        message: `With 'cache: false' Git keeps '${output.path}', and its numbers show in diffs and without a remote.`,
        ...(fix && { fixes: [fix] }),
      };
    });
}

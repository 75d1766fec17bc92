import type { Command } from "../command.ts";
import { runShownDiff, shownDiffOptions } from "../shown-diff.ts";

export const metricsDiff: Command = {
  usage: "[FROM] [TO]",
  summary: "Metrics that differ between two revisions (default: HEAD and the workspace)",
  options: shownDiffOptions,
  run: (invocation) => runShownDiff("metrics", invocation),
};

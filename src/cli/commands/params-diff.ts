import type { Command } from "../command.ts";
import { runShownDiff, shownDiffOptions } from "../shown-diff.ts";

export const paramsDiff: Command = {
  usage: "[FROM] [TO]",
  summary: "Parameters that differ between two revisions (default: HEAD and the workspace)",
  options: { ...shownDiffOptions, deps: { type: "boolean", help: "only parameters that stages depend on" } },
  run: (invocation) => runShownDiff("params", invocation),
};

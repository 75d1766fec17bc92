import type { RowState } from "#protocol/compare";

/** What the states are called where people read them. */
export const stateTexts: Readonly<Record<RowState, string>> = {
  workspace: "Workspace",
  baseline: "Commit",
  success: "Finished",
  running: "Running",
  queued: "Queued",
  failed: "Failed",
};

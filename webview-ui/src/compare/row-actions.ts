import type { RowAction, RowState } from "#protocol/compare";
import type { IconName } from "../kit/icon-paths.ts";

export interface OfferedAction {
  readonly action: RowAction;
  readonly label: string;
  readonly icon: IconName;
}

const apply: OfferedAction = { action: "apply", label: "Apply to Workspace", icon: "apply" };
const register: OfferedAction = { action: "register", label: "Register Model…", icon: "register" };
const log: OfferedAction = { action: "log", label: "Show Log", icon: "log" };
const stop: OfferedAction = { action: "stop", label: "Stop", icon: "stop" };
const remove: OfferedAction = { action: "remove", label: "Remove…", icon: "remove" };

const offered: Readonly<Record<RowState, readonly OfferedAction[]>> = {
  workspace: [],
  baseline: [register],
  success: [apply, register, log, remove],
  running: [log, stop],
  queued: [remove],
  failed: [log, remove],
};

/** What can be done with a row of this state. */
export function actionsFor(state: RowState): readonly OfferedAction[] {
  return offered[state];
}

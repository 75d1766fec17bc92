import type { StageStatus } from "#core/project";

import { showValue } from "../show-value.ts";

type Reason = StageStatus["why"][number];

const changes: Readonly<Record<Reason["change"], string>> = {
  modified: "changed",
  deleted: "is missing",
  new: "is new",
  "not-in-cache": "is not in the cache",
};

/** One cause in words: `train.lr changed: 0.1 → 0.2`. */
export function describeReason(reason: Reason): string {
  const { from, to } = reason;
  if (from === undefined || to === undefined) return shortReason(reason);
  return `${shortReason(reason)}: ${showValue(from)} → ${showValue(to)}`;
}

/** Why a stage is where it is, for the one line beside its name; empty for a stage that is up to date. */
export function shortWhy(status: StageStatus): string {
  const [first, ...rest] = status.why;
  switch (status.state) {
    case "up-to-date":
      return "";
    case "never-run":
      return "never run";
    case "always-changed":
      return "always runs";
    case "frozen":
      return "frozen";
    case "changed":
      if (!first) return "changed";
      return rest.length === 0 ? shortReason(first) : `${shortReason(first)} and ${rest.length} more`;
  }
}

/** The state as a sentence starts with it. */
export function stateTitle(status: StageStatus): string {
  switch (status.state) {
    case "up-to-date":
      return "Up to date";
    case "never-run":
      return "Never run";
    case "always-changed":
      return "Runs every time";
    case "frozen":
      return "Frozen: it is not run again until it is unfrozen";
    case "changed":
      return "Will run again";
  }
}

function shortReason({ kind, key, leaf, path, change }: Reason): string {
  if (kind === "cmd") return "command changed";
  return `${leaf ?? key ?? path ?? "something"} ${changes[change]}`;
}

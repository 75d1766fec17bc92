import { Failure } from "#core/failure";

import type { TransferReport, TransferRequest } from "./request.ts";

/** How many paths an error names before it only counts. */
const namesShown = 3;

/**
 * The Failure for what a report says went wrong: undefined when nothing did. Data that is nowhere counts for the
 * workspace only; of old revisions some is often gone on purpose.
 */
export function transferFailure(report: TransferReport, request: TransferRequest): Failure | undefined {
  const { failed, missing } = report;
  const [first] = failed;
  if (first !== undefined) {
    const message = `${failed.length} of the files could not be moved, ${listed(failed.map(({ path }) => path))}. ${first.reason}`;
    return new Failure({ kind: "transfer-failed", class: "work", message });
  }
  const isOldData = request.allBranches === true || request.allTags === true || request.allCommits === true;
  if (missing.length === 0 || isOldData) return undefined;
  return new Failure({ kind: "data-missing", class: "work", message: missingMessage(missing) });
}

/** The sentence about data that is nowhere. */
export function missingMessage(missing: readonly string[]): string {
  return `Neither the cache nor the remote has the data of ${listed(missing)}: push it from where it was made, or run the stage again.`;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, namesShown).map((path) => `"${path}"`);
  const more = paths.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

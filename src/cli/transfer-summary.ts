import { Failure } from "#core/failure";
import type { Mapping } from "#core/pipeline/value";
import type { TransferReport, TransferRequest } from "#core/tracking/transfer-request";
import { integer, object } from "./json-shapes.ts";
import type { Output } from "./output.ts";

/** How many paths an error names before it only counts. */
const namesShown = 3;

/** What a push or a fetch did, with `verb` as the key of the count: `pushed`, `fetched`. */
export function transferDocument(
  verb: string,
  { moved, bytes, failed, missing, notes }: TransferReport,
): Mapping {
  return object({
    [verb]: integer(moved),
    bytes: integer(bytes),
    failed: failed.map(({ path, reason }) => object({ path, reason })),
    missing: [...missing],
    notes: [...notes],
  });
}

/** `3 files pushed`, as DVC counts: the listing of a folder is a file. */
export function countOf(count: number, verb: string): string {
  return `${count} file${count === 1 ? "" : "s"} ${verb}`;
}

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

/** Prints what a push or a fetch did and gives the exit code; `verb` says it: `pushed`, `fetched`. */
export function reportTransfer(
  verb: string,
  { report, request, output }: { report: TransferReport; request: TransferRequest; output: Output },
): number {
  const failure = transferFailure(report, request);
  if (output.json) output.document(transferDocument(verb, report));
  else if (report.moved > 0) output.line(`${countOf(report.moved, verb)}.`);
  else if (failure === undefined) output.line("Everything is up to date.");
  for (const note of report.notes) output.note(note);
  if (failure !== undefined) output.error(`trainyard: ${failure.message}`);
  else if (report.missing.length > 0) output.note(missingMessage(report.missing));
  return failure === undefined ? 0 : 1;
}

function missingMessage(missing: readonly string[]): string {
  return `Neither the cache nor the remote has the data of ${listed(missing)}: push it from where it was made, or run the stage again.`;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, namesShown).map((path) => `"${path}"`);
  const more = paths.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

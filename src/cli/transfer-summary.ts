import type { Mapping } from "#core/pipeline/value";
import { missingMessage, transferFailure } from "#core/tracking/transfer/outcome";
import type { TransferReport, TransferRequest } from "#core/tracking/transfer/request";
import { integer, object } from "./json-shapes.ts";
import type { Output } from "./output.ts";

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

/** Prints what a push or a fetch did and gives the exit code; `verb` says it: `pushed`, `fetched`. */
export function reportTransfer(
  verb: string,
  { report, request, output }: { report: TransferReport; request: TransferRequest; output: Output },
): number {
  const failure = transferFailure(report, request);
  if (output.json) output.document(transferDocument(verb, report));
  else if (report.moved > 0) output.done(`${countOf(report.moved, verb)}.`);
  else if (failure === undefined) output.done("Everything is up to date.");
  for (const note of report.notes) output.note(note);
  if (failure !== undefined) output.error(`trainyard: ${failure.message}`);
  else if (report.missing.length > 0) output.note(missingMessage(report.missing));
  return failure === undefined ? 0 : 1;
}

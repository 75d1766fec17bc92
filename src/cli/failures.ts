import { Failure, type FailureClass } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";
import type { Mapping } from "#core/pipeline/value";
import type { Run } from "#core/runners/run";
import { createPositions, object, rangeDocument } from "./json-shapes.ts";
import type { Output } from "./output.ts";

const exitCodes: Readonly<Record<FailureClass, number>> = { work: 1, usage: 2, environment: 3 };

/** 130 for what was stopped, as shells have it; 1 for a bug. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Failure)) return 1;
  return error.kind === "interrupted" ? 130 : exitCodes[error.class];
}

/** The value of `error` in a JSON document. `root` is where the file that is to blame can be read, if it is known. */
export function errorDocument(error: unknown, message: string, root: string | undefined): Mapping {
  const failure = error instanceof Failure ? error : undefined;
  const place = failure?.place;
  const range = place && root !== undefined ? createPositions(root)(place.file, place.range) : undefined;
  return object({
    kind: failure?.kind ?? "unexpected",
    message,
    file: place?.file ?? null,
    range: range === undefined ? null : rangeDocument(range),
  });
}

/** A command line that makes no sense: exit code 2. */
export function wrongUsage(message: string): Failure {
  return new Failure({ kind: "wrong-usage", class: "usage", message });
}

/** A name that stands for nothing, with the one that was probably meant. `otherwise` is the way out without it. */
export function unknownName(
  what: { readonly kind: string; readonly noun: string },
  given: string,
  known: Iterable<string>,
  otherwise: string,
): Failure {
  const near = closest(given, known);
  const wayOut = near === undefined ? `${otherwise}.` : `did you mean '${near}'?`;
  return new Failure({
    kind: what.kind,
    class: "usage",
    message: `There is no ${what.noun} '${given}'; ${wayOut}`,
  });
}

/** Of a run that was followed. Where its log was shown, that has said why it failed. */
export function runFailure(kind: string, run: Run, output: Output): Failure {
  const isTold = run.state === "failed" && !output.json && !output.quiet;
  const message = isTold
    ? `The run failed; \`trainyard runs logs ${run.id}\` shows its log again.`
    : run.error;
  return new Failure({ kind, class: "work", message: message ?? "The run failed." });
}

/** What a command that was stopped says of itself with `--json`. */
export function interruption(): Failure {
  return new Failure({ kind: "interrupted", class: "work", message: "Stopped before it was done." });
}

import { Failure } from "#core/failure";

/** What the log says of an error: one sentence for what was expected to go wrong, everything for a bug. */
export function errorText(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What a person reads of an error in a place that has room for one line. */
export function errorLine(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return "Something went wrong inside Trainyard: the output channel Trainyard has the details.";
}

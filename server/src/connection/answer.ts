import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Platform } from "../platform.ts";

/** How one kind of request is answered. */
interface Answering<T, E> {
  readonly token?: CancellationToken;
  /** What the client gets where a fault in our own code leaves it without an answer. */
  readonly nothing: T;
  /** Computes the answer from the workspace as it is when it is called. */
  readonly work: () => T;
  /** What to tell a client that has cancelled. */
  readonly cancelled?: () => ResponseError<E>;
}

/** Answers a request: after a pause, so that one that is cancelled meanwhile costs nothing. */
export type Answer = <T, E = void>(answering: Answering<T, E>) => Promise<T | ResponseError<E>>;

/** As often as one answer may find that it needs files which are not here yet. */
const mostFetches = 60;

/** Runs handlers; a fault in one feature is logged and gives no result, and the server lives on. */
export function createAnswer(connection: Connection, platform: Platform): Answer {
  return async ({ token, nothing, work, cancelled }) => {
    await platform.pause();
    for (let fetches = 0; ; fetches += 1) {
      if (token?.isCancellationRequested === true) return cancelled?.() ?? requestCancelled();
      const result = guarded(connection, nothing, work);
      if (fetches === mostFetches || (await platform.fetchMissing?.()) !== true) return result;
    }
  };
}

function guarded<T>(connection: Connection, nothing: T, work: () => T): T {
  try {
    return work();
  } catch (error) {
    logFault(connection, error);
    return nothing;
  }
}

/** Lets work go on for which nobody waits. A fault in it is logged: it would end the server otherwise. */
export function inBackground(connection: Connection, work: Promise<unknown>): void {
  work.catch((error: unknown) => logFault(connection, error));
}

function logFault(connection: Connection, error: unknown): void {
  connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function requestCancelled<E>(): ResponseError<E> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "The client cancelled this request.");
}

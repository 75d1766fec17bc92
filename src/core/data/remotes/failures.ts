import { Failure } from "#core/failure";

/** The remote's settings make no sense, or lack something. `reason` is a whole sentence with the way out. */
export function badRemote(name: string, reason: string): Failure {
  return new Failure({ kind: "bad-remote", class: "usage", message: `The remote "${name}": ${reason}` });
}

/** Nobody answers, or not as the protocol has it. */
export function remoteUnreachable(url: string, reason: string, cause?: unknown): Failure {
  return new Failure({
    kind: "remote-unreachable",
    class: "environment",
    message: `${url} cannot be reached: ${reason}.`,
    cause,
  });
}

/** The remote answered and does not let us: keys, permissions, quotas. */
export function remoteRefused(url: string, reason: string, cause?: unknown): Failure {
  return new Failure({
    kind: "remote-refused",
    class: "environment",
    message: `${url} refuses: ${reason}.`,
    cause,
  });
}

/** The connection broke, or the remote asked to try again later: the same call may succeed now. */
export function remoteInterrupted(url: string, reason: string, cause?: unknown): Failure {
  return new Failure({
    kind: interrupted,
    class: "environment",
    message: `The transfer with ${url} was interrupted: ${reason}; try again, what is done stays done.`,
    cause,
  });
}

/** True for a failure after which the same call may succeed. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Failure && error.kind === interrupted;
}

const interrupted = "remote-interrupted";

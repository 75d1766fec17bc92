import { Failure } from "#core/failure";

/** No run directory of that id. */
export function unknownRunFailure(id: string): Failure {
  return new Failure({
    kind: "run-unknown",
    class: "work",
    message: `There is no run ${id}; \`trainyard runs list\` shows those that there are.`,
  });
}

/** A run directory whose plan is missing or was made by a version of another shape. */
export function unreadableRunFailure(directory: string, cause?: unknown): Failure {
  return new Failure({
    kind: "run-unreadable",
    class: "environment",
    message: `${directory} is not a run directory that this version can read; update Trainyard, or delete the directory.`,
    cause,
  });
}

/** Somebody asked to remove a run that has not finished. */
export function activeRunFailure(id: string): Failure {
  return new Failure({
    kind: "run-active",
    class: "work",
    message: `Run ${id} has not finished; stop it before you remove it.`,
  });
}

/** The detached process could not be started at all. */
export function launchFailure(program: string, cause: Error): Failure {
  return new Failure({
    kind: "run-launch",
    class: "environment",
    message: `The run could not be started: ${program}: ${cause.message}.`,
    cause,
  });
}

import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";

/** A `-S` text that is not in Hydra's override grammar, or that cannot be applied to the file it names. */
export function overrideFailure(message: string): Failure {
  return new Failure({ kind: "override-invalid", class: "usage", message });
}

export function badNameFailure(message: string): Failure {
  return new Failure({ kind: "experiment-name-invalid", class: "usage", message });
}

export function nameTakenFailure(name: string): Failure {
  return new Failure({
    kind: "experiment-exists",
    class: "usage",
    message: `There is an experiment "${name}" of this commit already: choose another name, or replace it with --force.`,
  });
}

export function unknownExperimentFailure(name: string, known: Iterable<string>): Failure {
  const near = closest(name, known);
  const wayOut =
    near === undefined ? "`trainyard exp list` shows those that there are." : `did you mean "${near}"?`;
  return new Failure({
    kind: "experiment-unknown",
    class: "usage",
    message: `There is no experiment "${name}"; ${wayOut}`,
  });
}

export function ambiguousExperimentFailure(name: string, refs: readonly string[]): Failure {
  return new Failure({
    kind: "experiment-ambiguous",
    class: "usage",
    message: `Several commits have an experiment "${name}": give the full reference, one of ${refs.join(", ")}.`,
  });
}

export function underWayFailure(name: string): Failure {
  return new Failure({
    kind: "experiment-running",
    class: "usage",
    message: `Experiment "${name}" has not ended: stop it first with \`trainyard runs stop ${name}\`.`,
  });
}

/** The members of a sweep would overwrite each other there. */
export function sweepInPlaceFailure(): Failure {
  return new Failure({
    kind: "sweep-in-workspace",
    class: "usage",
    message: "A sweep cannot run in the workspace, which holds one result only: leave out --in-place.",
  });
}

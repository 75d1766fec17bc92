import { Failure } from "#core/failure";
import { closest } from "#core/pipeline/did-you-mean";

/** Neither an option nor the settings say where to. */
export function noRemote(known: readonly string[]): Failure {
  const wayOut =
    known.length === 0
      ? "add one with `trainyard remote add --default NAME URL`"
      : `name one with --remote (${known.join(", ")}), or set it with \`trainyard remote default NAME\``;
  return new Failure({
    kind: "no-remote",
    class: "usage",
    message: `The repository has no default remote: ${wayOut}.`,
  });
}

export function unknownRemote(name: string, known: readonly string[]): Failure {
  const near = closest(name, known);
  const listed = known.length > 0 ? `there are ${known.join(", ")}.` : "add it with `trainyard remote add`.";
  return new Failure({
    kind: "unknown-remote",
    class: "usage",
    message: `There is no remote "${name}"; ${near === undefined ? listed : `did you mean "${near}"?`}`,
  });
}

/** A remote gave bytes that are not what their name says. */
export function wrongContent(url: string, name: string): Failure {
  return new Failure({
    kind: "wrong-content",
    class: "work",
    message: `The object ${name} on ${url} is damaged: its content has another hash. Delete it there and push it again.`,
  });
}

import type { Place } from "./pipeline/problem.ts";

/** Who has to act: decides the exit code of the command line (1, 2, 3) and nothing else. */
export type FailureClass = "work" | "usage" | "environment";

/**
 * An expected failure: Git missing, a stage that failed, a name that is taken. It carries one sentence for the user
 * and is shown without a stack trace. Each core folder lists its own kinds in a `failures.ts`; anything thrown that is
 * not a Failure is a bug and goes whole to the log of the edge that catches it.
 */
export class Failure extends Error {
  /** Stable name such as `git-missing`. */
  readonly kind: string;
  readonly class: FailureClass;
  /** Where in the user's files, when a file is to blame. */
  readonly place: Place | undefined;

  constructor(failure: {
    kind: string;
    class: FailureClass;
    message: string;
    place?: Place;
    cause?: unknown;
  }) {
    super(failure.message, { cause: failure.cause });
    this.name = "Failure";
    this.kind = failure.kind;
    this.class = failure.class;
    this.place = failure.place;
  }
}

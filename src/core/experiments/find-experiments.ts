import type { Git } from "#core/git/git";
import { listRefs } from "#core/git/refs";
import { findCommit, readHead } from "#core/git/revisions";

import { experimentRefPrefix, parseExperimentRef } from "./experiment-ref.ts";
import type { ExperimentRef } from "./experiment-ref.ts";
import { ambiguousExperimentFailure, unknownExperimentFailure } from "./failures.ts";

/** A finished experiment, made by us or by DVC. */
export interface FoundExperiment extends ExperimentRef {
  /** Full name of the reference. */
  readonly ref: string;
  /** Full commit id. */
  readonly commit: string;
}

/** The finished experiments of a repository, or only those of one baseline. */
export async function listExperiments(git: Git, baseline?: string): Promise<readonly FoundExperiment[]> {
  const prefix = baseline === undefined ? "refs/exps/" : experimentRefPrefix(baseline);
  return (await listRefs(git, prefix)).flatMap(({ name: ref, commit }) => {
    const parsed = parseExperimentRef(ref);
    return parsed === undefined ? [] : [{ ...parsed, ref, commit }];
  });
}

/**
 * Finds an experiment by its name, its full reference or its commit. Of several with the name, that of the current
 * commit wins, as in DVC. Undefined when there is none; throws a Failure when the name says too little.
 */
export async function findExperiment(git: Git, text: string): Promise<FoundExperiment | undefined> {
  const all = await listExperiments(git);
  const exact = all.find((each) => each.ref === text);
  if (exact !== undefined) return exact;
  const named = all.filter((each) => each.name === text);
  if (named.length > 1) {
    const { commit } = await readHead(git);
    const current = named.find((each) => each.baseline === commit);
    if (current !== undefined) return current;
    throw ambiguousExperimentFailure(
      text,
      named.map((each) => each.ref),
    );
  }
  return named[0] ?? all.find((each) => text.length >= 7 && each.commit.startsWith(text));
}

/** As {@link findExperiment}, but throws a Failure when there is none. */
export async function requireExperiment(git: Git, text: string): Promise<FoundExperiment> {
  const found = await findExperiment(git, text);
  if (found !== undefined) return found;
  throw unknownExperimentFailure(
    text,
    (await listExperiments(git)).map((each) => each.name),
  );
}

/** The commit that an experiment's name or any revision stands for. Undefined when it stands for none. */
export async function findRevision(git: Git, text: string): Promise<string | undefined> {
  return (await findExperiment(git, text))?.commit ?? (await findCommit(git, text))?.id;
}

import { Failure } from "#core/failure";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import type { Git } from "#core/git/git";
import { createRef, setRef } from "#core/git/refs";
import { commitTree, snapshotTree } from "#core/git/snapshot";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Reproduced } from "#core/runners/run-kind";

import { experimentHash } from "./experiment-hash.ts";
import { experimentRefName } from "./experiment-ref.ts";
import { notesRef, printNote } from "./note.ts";
import type { ExperimentNote } from "./note.ts";

/** A result that took hours does not fail because others are at work for a while. */
const lockSeconds = 120;

export interface RecordRequest {
  /** The user's repository. */
  readonly git: Git;
  /** The worktree in which the stages ran; the repository itself for a run in place. */
  readonly place: Git;
  /** Full commit id. */
  readonly baseline: string;
  readonly name: string;
  /** Of the commit; DVC's own when absent. */
  readonly message?: string;
  /** Take the name from an experiment that has it. */
  readonly replace?: boolean;
  readonly reproduced: Reproduced;
  /** What to add to the files that Git tracks; what is ignored is passed over. */
  readonly paths: readonly string[];
  readonly note: ExperimentNote;
  readonly signal: AbortSignal;
}

export interface RecordedExperiment {
  /** Full commit id. */
  readonly revision: string;
  readonly ref: string;
  /** Another one than asked for when somebody took that meanwhile. */
  readonly name: string;
}

/**
 * Makes an experiment of a folder in which stages ran, as DVC would: one commit whose parent is the baseline, and a
 * reference to it. The index, HEAD and the branches stay as they are.
 */
export async function recordExperiment(request: RecordRequest): Promise<RecordedExperiment> {
  const { git, baseline, signal } = request;
  const tree = await snapshotTree(request.place, { include: request.paths });
  const message =
    request.message ?? `dvc: commit experiment ${experimentHash(entriesOf(request.reproduced))}`;
  const revision = await commitTree(git, { tree, parents: [baseline], message });
  // Git does not notice when two processes write notes at the same time: one note would be lost.
  const work = async (): Promise<RecordedExperiment> => {
    const recorded = await takeName(request, revision);
    const note = ["notes", `--ref=${notesRef}`, "add", "--force", "--file=-", revision];
    await git.run(note, { input: printNote(request.note) });
    return recorded;
  };
  return withRepositoryLock(git.root, signal, work, lockSeconds);
}

function entriesOf(reproduced: Reproduced): ReadonlyMap<string, LockEntry> {
  return new Map(
    reproduced.stages.flatMap(({ name, entry }) => (entry === undefined ? [] : [[name, entry]])),
  );
}

/** A result that took hours is not thrown away because somebody took its name meanwhile: it gets the next free one. */
async function takeName(request: RecordRequest, revision: string): Promise<RecordedExperiment> {
  const { git, baseline } = request;
  for (let number = 1; ; number++) {
    const name = number === 1 ? request.name : `${request.name}-${number}`;
    const ref = experimentRefName({ baseline, name });
    try {
      await (request.replace === true ? setRef : createRef)(git, ref, revision);
      return { revision, ref, name };
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== "ref-exists") throw error;
    }
  }
}

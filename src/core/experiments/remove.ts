import { withRepositoryLock } from "#core/data/locks/repository-lock";
import type { Git } from "#core/git/git";
import { deleteRef, listRefs } from "#core/git/refs";
import type { Run } from "#core/runners/run";
import { isFinished } from "#core/runners/run";

import { findExperiment, requireExperiment } from "./find-experiments.ts";
import { underWayFailure } from "./failures.ts";
import type { FoundExperiment } from "./find-experiments.ts";
import { notesRef } from "./note.ts";

/** What DVC points at the experiment that was applied last. */
const lastApplied = "refs/exps/exec/EXEC_APPLY";

/** What names stand for: finished experiments, and runs that ended without making one. */
export interface Removal {
  readonly experiments: readonly FoundExperiment[];
  readonly runs: readonly Run[];
}

/** Finds what is to be removed; throws a Failure, before anything is, when a name stands for nothing. */
export async function findRemoval(
  git: Git,
  names: readonly string[],
  runs: readonly Run[],
): Promise<Removal> {
  const ended = runs.filter(
    (run) => run.plan.experiment !== undefined && isFinished(run.state) && run.state !== "success",
  );
  const experiments: FoundExperiment[] = [];
  const failed: Run[] = [];
  const underWay = runs.filter((run) => run.plan.experiment !== undefined && !isFinished(run.state));
  for (const name of names) {
    const isUnderWay = underWay.some((run) => run.id === name || run.plan.experiment?.name === name);
    if (isUnderWay && (await findExperiment(git, name)) === undefined) throw underWayFailure(name);
    const without = ended.filter((run) => run.id === name || run.plan.experiment?.name === name);
    const found = without.length > 0 ? await findExperiment(git, name) : await requireExperiment(git, name);
    if (found !== undefined) experiments.push(found);
    else failed.push(...without);
  }
  return { experiments, runs: failed };
}

/** Deletes the references and the notes of experiments. */
export async function removeExperiments(
  git: Git,
  experiments: readonly FoundExperiment[],
  signal: AbortSignal,
): Promise<void> {
  if (experiments.length === 0) return;
  await withRepositoryLock(git.root, signal, async () => {
    const applied = (await listRefs(git, lastApplied))[0];
    for (const { ref, commit } of experiments) {
      await deleteRef(git, ref, commit);
      if (applied?.commit === commit) await deleteRef(git, lastApplied);
    }
    const ids = experiments.map((each) => each.commit);
    await git.run(["notes", `--ref=${notesRef}`, "remove", "--ignore-missing", ...ids]);
  });
}

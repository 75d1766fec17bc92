import type { Stage } from "#core/pipeline/model";
import { stageStatus } from "#core/pipeline/status/status";
import type { Reason } from "#core/pipeline/status/status-model";

import { changedStages, nothingToCommit } from "./failures.ts";
import { openIgnoredOutputs } from "./ignored-outputs.ts";
import { recordStage, storeOutputs, type Recorder } from "./record-stage.ts";
import { refuseForeignOutputs, selectWork } from "./select-work.ts";
import { stageInputs } from "./stage-entry.ts";
import { hashInWorkspace, observeStage, openTools } from "./workshop.ts";

export interface CommitStagesRequest {
  /** Absolute path of the folder that holds `.dvc`. */
  readonly root: string;
  /** Absolute path of DVC's cache. */
  readonly cacheDir: string;
  /** Addresses of the stages. */
  readonly addresses: readonly string[];
  /** Record also what differs from what was recorded. */
  readonly force: boolean;
  /** Leave the files of the workspace as they are, whatever `cache.type` says. */
  readonly noRelink: boolean;
  readonly signal: AbortSignal;
}

/**
 * Does something while no run uses some outputs; repository-relative paths. Whoever has it holds the repository's lock.
 */
export type Writing = <T>(paths: readonly string[], then: () => Promise<T>) => Promise<T>;

/** A stage as it is now. */
interface Seen {
  readonly stage: Stage;
  readonly changes: readonly Reason[];
}

/**
 * Records stages as they are, without running them, as `dvc commit` does: outputs into the cache, hashes into dvc.lock.
 * Gives the files for Git that were written; repository-relative. Call it with the lock held.
 * Throws a Failure, before anything is changed, when a stage differs from what is recorded and `force` is not set, and for
 * an output that is not there.
 */
export async function commitStages(
  request: CommitStagesRequest,
  writing: Writing,
): Promise<readonly string[]> {
  const repro = { targets: request.addresses, singleItem: true };
  const tools = await openTools({ ...request, repro });
  try {
    const { selected } = await selectWork(tools, repro);
    await refuseForeignOutputs(tools, selected);
    const pathsOf = (stages: readonly Stage[]): string[] =>
      stages.flatMap(({ outs }) => outs.map(({ path }) => path));
    const onWritten = (file: string): void => void tools.written.add(file);
    const ignoredOutputs = openIgnoredOutputs(tools.git, pathsOf(selected), onWritten);
    const recorder: Recorder = { ...tools, ignoredOutputs, relinks: !request.noRelink };
    const seen: Seen[] = [];
    for (const stage of selected) seen.push(await lookAt(recorder, stage));
    const changed = seen.filter(({ changes }) => changes.length > 0);
    if (changed.length > 0 && !request.force) throw changedStages(changed.map(describe));
    for (const each of seen)
      await writing(pathsOf([each.stage]), () => commitOne(recorder, each, request.force));
    return [...tools.written].toSorted();
  } finally {
    await tools.saveStats();
    tools.git.dispose();
  }
}

/** That the cache lacks something is no change: it is what a commit brings in order. */
async function lookAt(recorder: Recorder, frozenOrNot: Stage): Promise<Seen> {
  const stage = { ...frozenOrNot, frozen: false };
  const entry = recorder.records.read(stage);
  const seen = await observeStage(recorder, stage, entry);
  for (const output of stage.outs) {
    if (!seen.hashes.has(output.path)) throw nothingToCommit(stage, output);
  }
  const { state, why } = stageStatus(stage, entry, { ...seen, notInCache: new Set() });
  const unrecorded: Reason = { kind: "cmd", change: "new" };
  return { stage: frozenOrNot, changes: state === "never-run" ? [unrecorded] : why };
}

async function commitOne(recorder: Recorder, { stage, changes }: Seen, force: boolean): Promise<void> {
  if (force || changes.length > 0) {
    const seen = await observeStage(recorder, { ...stage, frozen: false }, undefined);
    await recordStage(recorder, stage, { inputs: stageInputs(stage, seen), areCertain: true });
    return;
  }
  for (const output of stage.outs) {
    const hash = output.cache ? await hashInWorkspace(recorder, output.path) : undefined;
    if (hash !== undefined) await storeOutputs(recorder, [{ output, hash }]);
  }
}

function describe({ stage, changes }: Seen): { stage: string; what: string } {
  const words = changes.map(({ kind, path = "", key }) =>
    key === undefined ? (kind === "cmd" ? "cmd" : path) : `${path}:${key}`,
  );
  return { stage: stage.address, what: words.join(", ") };
}

import { writeSync } from "node:fs";

import { openRepositoryLocks } from "#core/data/repository-lock";
import { Failure } from "#core/failure";
import type { Stage } from "#core/pipeline/model";

import type { Reproduced, ReproducedStage } from "../run-kind.ts";
import type { RunEventBody, StageAction } from "../run.ts";
import { CommandFailure, severalFailures } from "./failures.ts";
import { endOrphans } from "./end-orphans.ts";
import { recordSources } from "./record-sources.ts";
import { reproduceStage } from "./reproduce-stage.ts";
import { selectWork, type Work } from "./select-work.ts";
import { recoverAside } from "./set-aside.ts";
import { commandEnvironment } from "./stage-environment.ts";
import { locked, openTools, type ReproduceRequest, type Workshop } from "./workshop.ts";

/**
 * Brings stages up to date, one after the other, and gives what was done with each. dvc.lock is written after every
 * stage, so that what is done stays done. Throws a Failure when a stage fails; with `keepGoing` at the end, when
 * everything that does not need it has been brought up to date. Rejects with the signal's reason when that fires.
 */
export async function reproduce(request: ReproduceRequest): Promise<Reproduced> {
  const tools = await openTools(request);
  const locks = await openRepositoryLocks(request.root);
  try {
    const work = await selectWork(tools, request.repro);
    await clearAway(tools.root, request.log.descriptor);
    await locked({ ...tools, locks }, () => recoverAside(tools.root));
    const { log, onProcess, keepsPartialOutputs = false } = request;
    const environment = commandEnvironment(request.root, process.env, request.environment);
    const shop: Workshop = {
      ...tools,
      locks,
      stages: work.all,
      environment,
      keepsPartialOutputs,
      log,
      onProcess,
    };
    await recordSources(shop, work);
    return await reproduceAll(shop, work, request.onEvent);
  } finally {
    await tools.saveStats();
    locks.close();
    tools.git.dispose();
  }
}

/** What killed runs have left running must end before their outputs are put back. */
async function clearAway(root: string, log: number): Promise<void> {
  for (const id of await endOrphans(root))
    writeSync(log, `Ended a command that the lost run ${id} had left.\n`);
}

async function reproduceAll(
  shop: Workshop,
  { selected, graph }: Work,
  onEvent: (event: RunEventBody) => void,
): Promise<Reproduced> {
  const done: ReproducedStage[] = [];
  const failures = new Map<string, Failure>();
  const blocked = new Set<string>();
  for (const [index, stage] of selected.entries()) {
    shop.signal.throwIfAborted();
    if (
      (graph.upstream.get(stage.address) ?? []).some((other) => failures.has(other) || blocked.has(other))
    ) {
      blocked.add(stage.address);
      continue;
    }
    onEvent({ kind: "stage-started", stage: stage.address, index, count: selected.length });
    const result = await attempt(shop, stage, onEvent);
    if (!(result instanceof Failure)) done.push(result);
    else if (shop.repro.keepGoing) failures.set(stage.address, result);
    else throw result;
  }
  if (failures.size > 0) throw severalFailures(failures, [...blocked]);
  return { stages: done };
}

/** What the log says of a stage whose command did not run; one that ran speaks for itself. */
const notes: Readonly<Record<StageAction, string | undefined>> = {
  run: undefined,
  skip: "did not change, skipped",
  cached: "was run before with the same inputs, outputs restored",
  verify: "is not to be run, its outputs are recorded as they are",
};

/** Failures are values here, for `keepGoing`; anything else is not about the stage, and ends everything. */
async function attempt(
  shop: Workshop,
  stage: Stage,
  onEvent: (event: RunEventBody) => void,
): Promise<ReproducedStage | Failure> {
  const begin = performance.now();
  const tell = (action: StageAction, exitCode: number): void => {
    const seconds = Math.round(performance.now() - begin) / 1000;
    onEvent({ kind: "stage-finished", stage: stage.address, action, exitCode, seconds });
  };
  try {
    const result = await reproduceStage(shop, stage);
    const note = notes[result.action];
    if (note !== undefined) writeSync(shop.log.descriptor, `Stage '${stage.address}' ${note}.\n`);
    tell(result.action, 0);
    return result;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell("run", error instanceof CommandFailure ? error.exitCode : 1);
    return error;
  }
}

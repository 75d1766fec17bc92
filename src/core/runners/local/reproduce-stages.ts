import { writeSync } from "node:fs";

import { Failure } from "#core/failure";
import type { Stage } from "#core/pipeline/model";

import type { ReproducedStage } from "../run-kind.ts";
import type { RunEventBody, StageAction } from "../run.ts";
import { CommandFailure, severalFailures } from "./failures.ts";
import { reproduceStage } from "./reproduce-stage.ts";
import { openSchedule } from "./schedule.ts";
import type { Work } from "./select-work.ts";
import type { Workshop } from "./workshop.ts";

/** What has become of the stages so far. */
interface Outcome {
  readonly done: ReproducedStage[];
  readonly failures: Map<string, Failure>;
  /** Stages that cannot run because one that they need has failed. */
  readonly blocked: Set<string>;
  /** Stages that must run because one that they need did. */
  readonly forced: Set<string>;
}

/**
 * Brings the selected stages up to date, in their order, or several at a time where none needs another. Gives what was done
 * with each. After a failure no further stage begins unless the options say so; those that run are waited for.
 */
export async function reproduceStages(
  shop: Workshop,
  work: Work,
  onEvent: (event: RunEventBody) => void,
): Promise<readonly ReproducedStage[]> {
  const { keepGoing = false, ignoreErrors = false, jobs = 1 } = shop.repro;
  const needs = (stage: Stage): readonly string[] => needsOf(shop, work, stage);
  const schedule = openSchedule(work.selected, needs);
  const outcome: Outcome = { done: [], failures: new Map(), blocked: new Set(), forced: new Set() };
  const running = new Set<Promise<void>>();
  let begun = 0;

  const bring = async (stage: Stage): Promise<void> => {
    if (!ignoreErrors && needs(stage).some((address) => isLost(outcome, address))) {
      outcome.blocked.add(stage.address);
      return;
    }
    const place = { index: begun++, count: work.selected.length };
    onEvent({ kind: "stage-started", stage: stage.address, ...place });
    const isForced = shop.repro.force === true || outcome.forced.has(stage.address);
    const result = await attempt(shop, stage, { isForced, onEvent });
    if (result instanceof Failure) outcome.failures.set(stage.address, result);
    else outcome.done.push(result);
    const hasActed = isForced || (!(result instanceof Failure) && result.action !== "skip");
    if (shop.repro.forceDownstream && hasActed) forceDependents(outcome, work, stage, needs);
  };
  const start = (stage: Stage): void => {
    const over = bring(stage).finally(() => {
      running.delete(over);
      schedule.finish(stage);
    });
    running.add(over);
  };
  try {
    for (;;) {
      shop.signal.throwIfAborted();
      const mayBegin = running.size < jobs && (outcome.failures.size === 0 || keepGoing || ignoreErrors);
      const stage = mayBegin ? schedule.next() : undefined;
      if (stage) start(stage);
      else if (running.size > 0) await Promise.race(running);
      else break;
    }
  } finally {
    // What still runs is recorded by nobody else.
    await Promise.allSettled(running);
  }
  if (!ignoreErrors) throwFailures(outcome, keepGoing);
  return outcome.done;
}

/**
 * What a stage waits for. A frozen one waits for nothing, because nobody looks at what it needs; nor does one that was
 * asked for alone.
 */
function needsOf(shop: Workshop, { graph }: Work, stage: Stage): readonly string[] {
  const { singleItem, pipeline, allPipelines } = shop.repro;
  const isAlone = singleItem && !pipeline && !allPipelines;
  return stage.frozen || isAlone ? [] : (graph.upstream.get(stage.address) ?? []);
}

function isLost({ failures, blocked }: Outcome, address: string): boolean {
  return failures.has(address) || blocked.has(address);
}

function forceDependents(
  { forced }: Outcome,
  { graph, selected }: Work,
  stage: Stage,
  needs: (stage: Stage) => readonly string[],
): void {
  const dependents = new Set(graph.downstream.get(stage.address));
  if (dependents.size === 0) return;
  for (const other of selected) {
    if (dependents.has(other.address) && needs(other).includes(stage.address)) forced.add(other.address);
  }
}

function throwFailures({ failures, blocked }: Outcome, keepGoing: boolean): void {
  const [first] = failures.values();
  if (first === undefined) return;
  throw keepGoing || failures.size > 1 ? severalFailures(failures, [...blocked]) : first;
}

/** What the log says of a stage whose command did not run; one that ran speaks for itself. */
const notes: Readonly<Record<StageAction, string | undefined>> = {
  run: undefined,
  skip: "did not change, skipped",
  cached: "was run before with the same inputs, outputs restored",
  verify: "is not to be run, its outputs are recorded as they are",
};

interface Attempt {
  readonly isForced: boolean;
  readonly onEvent: (event: RunEventBody) => void;
}

/** Failures are values here, because others may go on; anything else is not about the stage, and ends everything. */
async function attempt(
  shop: Workshop,
  stage: Stage,
  { isForced, onEvent }: Attempt,
): Promise<ReproducedStage | Failure> {
  const begin = performance.now();
  const tell = (action: StageAction, exitCode: number): void => {
    const seconds = Math.round(performance.now() - begin) / 1000;
    onEvent({ kind: "stage-finished", stage: stage.address, action, exitCode, seconds });
  };
  try {
    const result = await reproduceStage(shop, stage, isForced);
    const note = notes[result.action];
    if (note !== undefined) writeSync(shop.log.descriptor, `Stage '${stage.address}' ${note}.\n`);
    tell(result.action, 0);
    return result;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell("run", error instanceof CommandFailure ? error.exitCode : 1);
    if (shop.repro.ignoreErrors) writeSync(shop.log.descriptor, `${error.message} (ignored)\n`);
    return error;
  }
}

import { existsSync } from "node:fs";

import type { Failure } from "#core/failure";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { PathReference, Stage } from "#core/pipeline/model";
import { unprotect } from "#core/data/cache/unprotect";

import type { ReproducedStage } from "../run-kind.ts";
import type { StageAction } from "../run.ts";
import { isChanged, type Found } from "./is-changed.ts";
import { missingFrozenOutput, missingOutput } from "./failures.ts";
import { pullDependencies, pullOutputs } from "./pull-missing.ts";
import { recordStage } from "./record-stage.ts";
import { watchInputs } from "./recorded-inputs.ts";
import { restoreStage } from "./restore-stage.ts";
import { refuseOutsideOutputs } from "./select-work.ts";
import { runCommand } from "./run-command.ts";
import { stageInputs, type StageInputs } from "./stage-entry.ts";
import { setAside, type SetAside } from "./set-aside.ts";
import { absolute, locked, lockedForLong, observeStage, type Workshop } from "./workshop.ts";

/** What was done to bring a stage up to date, and its new entry of dvc.lock. */
interface Done {
  readonly action: StageAction;
  readonly entry?: LockEntry;
}

const skipped: Done = { action: "skip" };

/**
 * Brings one stage up to date, as `dvc repro` does: does nothing when nothing changed, else restores what an earlier
 * run with the same inputs has made, else runs the command; then writes the stage's entry of dvc.lock.
 * Throws a Failure when the stage cannot be run or when its command fails; its old outputs are then back in place.
 */
export async function reproduceStage(
  shop: Workshop,
  stage: Stage,
  isForced: boolean,
): Promise<ReproducedStage> {
  const begin = performance.now();
  const before = shop.records.read(stage);
  const found: Found = { before, seen: await observeStage(shop, stage, before) };
  const { action, entry } = (await mustAct(shop, stage, found, isForced))
    ? await shop.locks.paths(lockedPaths(shop, stage), () => bring(shop, stage, found, isForced))
    : skipped;
  const { address, name, file } = stage;
  const seconds = Math.round(performance.now() - begin) / 1000;
  return { address, name, file, action, seconds, ...(entry && { entry }) };
}

async function mustAct(shop: Workshop, stage: Stage, found: Found, isForced: boolean): Promise<boolean> {
  const { allowMissing = false, pull = false } = shop.repro;
  if (isForced) return true;
  if (!isChanged(shop, stage, found, allowMissing)) return false;
  const lacksOnlyData = pull && !isChanged(shop, stage, found, true);
  return !(lacksOnlyData && (await pullOutputs(shop, stage, found.before)));
}

async function bring(shop: Workshop, stage: Stage, found: Found, isForced: boolean): Promise<Done> {
  if (stage.frozen || isEmpty(stage)) {
    return { action: "verify", entry: await locked(shop, () => verify(shop, stage)) };
  }
  // A stage before this one may have made a link that leads elsewhere.
  refuseOutsideOutputs(shop.root, stage);
  if (shop.repro.pull && !isForced) await pullDependencies(shop, stage);
  const seen = shop.repro.pull ? await observeStage(shop, stage, found.before) : found.seen;
  const inputs = stageInputs(stage, seen);
  const restored = isForced
    ? undefined
    : await locked(shop, () => restoreStage(shop, stage, found.before, inputs));
  if (restored) return { action: "cached", entry: restored };
  return { action: "run", entry: await run(shop, stage, inputs) };
}

/** A stage that is not to run: what it made must be there, and is recorded as it is. */
async function verify(shop: Workshop, stage: Stage): Promise<LockEntry> {
  checkOutputs(shop, stage, missingFrozenOutput);
  // Frozen hides the dependencies from the question whether to run, not from the record.
  const seen = await observeStage(shop, { ...stage, frozen: false }, undefined);
  return recordStage(shop, stage, { inputs: stageInputs(stage, seen), areCertain: true });
}

async function run(shop: Workshop, stage: Stage, inputs: StageInputs): Promise<LockEntry> {
  const watched = await watchInputs(shop, stage, inputs);
  const aside = await locked(shop, () => clearOutputs(shop, stage));
  try {
    await runCommand(shop, stage);
    checkOutputs(shop, stage, missingOutput);
  } catch (error) {
    await (shop.keepsPartialOutputs ? aside.discard() : aside.restore());
    throw error;
  }
  // From here on the new outputs stay, whatever happens: they may have cost hours.
  await aside.discard();
  return lockedForLong(shop, async () => recordStage(shop, stage, await watched()));
}

function checkOutputs(
  shop: Workshop,
  stage: Stage,
  failure: (stage: Stage, output: PathReference) => Failure,
): void {
  for (const output of stage.outs) {
    if (!existsSync(absolute(shop, output.path))) throw failure(stage, output);
  }
}

/** A command finds none of its outputs, but for those that it goes on with. */
async function clearOutputs(shop: Workshop, stage: Stage): Promise<SetAside> {
  const replaced: string[] = [];
  for (const output of stage.outs) {
    const path = absolute(shop, output.path);
    if (output.persist) await unprotect(path, shop.root);
    else replaced.push(path);
  }
  return setAside(shop.root, replaced);
}

/** Without a command a stage is a data source: nothing makes its outputs. */
function isEmpty(stage: Stage): boolean {
  return stage.cmd === "" || (Array.isArray(stage.cmd) && stage.cmd.length === 0);
}

function lockedPaths(
  shop: Workshop,
  stage: Stage,
): { readonly read: readonly string[]; readonly write: readonly string[] } {
  const absolutes = (references: readonly { readonly path: string }[]): string[] =>
    references.map(({ path }) => absolute(shop, path));
  return { read: absolutes([...stage.deps, ...stage.params]), write: absolutes(stage.outs) };
}

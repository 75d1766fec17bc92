import type { LockEntry, LockItem } from "#core/pipeline/lock/lock-model";
import type { Output, Stage } from "#core/pipeline/model";
import type { PathHash } from "#core/data/hash/hash";

import { missingOutput } from "./failures.ts";
import { keepLegacyItems } from "./legacy-items.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";
import { lockItem } from "./stage-entry.ts";
import { isKept } from "./run-cache-rules.ts";
import { absolute, hashInWorkspace, type Tools, type Workshop } from "./workshop.ts";

/** What it takes to record a stage. */
export interface Recorder extends Tools, Pick<Workshop, "ignoredOutputs"> {
  /** False: the files of the workspace stay as they are, whatever `cache.type` says. */
  readonly relinks?: boolean;
}

/** An output as it was found. */
export interface MadeOutput {
  readonly output: Output;
  readonly hash: PathHash;
}

/**
 * Records what a stage has made: outputs into the cache and into `.gitignore`, the entry into the run cache and then into
 * dvc.lock, so that a process that is killed in between is only asked to restore. Gives the entry. Call it with the lock
 * held.
 * Throws a Failure when an output is not there.
 */
export async function recordStage(shop: Recorder, stage: Stage, read: RecordedInputs): Promise<LockEntry> {
  const made: MadeOutput[] = [];
  for (const output of stage.outs) {
    const hash = await hashInWorkspace(shop, output.path);
    if (hash === undefined) throw missingOutput(stage, output);
    made.push({ output, hash });
  }
  const outs = await outputItems(shop, stage, made);
  const { deps, params } = read.inputs;
  const before = shop.records.read(stage)?.deps ?? [];
  const entry: LockEntry = {
    cmd: stage.cmd,
    deps: await keepLegacyItems(shop, stage.deps, { before, now: deps }),
    params,
    outs,
  };
  const cached = made.filter(({ output }) => output.cache);
  await shop.ignoredOutputs.add(cached.map(({ output }) => output.path));
  const isNew = (_: unknown, index: number): boolean => outs[index]?.hash !== undefined;
  const isAllNew = [...entry.deps, ...outs].every(({ hash }) => hash !== undefined);
  if (!shop.repro.noCommit)
    await storeOutputs(
      shop,
      made.filter(isNew).filter(({ output }) => output.cache),
    );
  if (!shop.repro.noCommit && read.areCertain && isAllNew && isKept(stage)) await remember(shop, entry, made);
  await shop.records.write(stage, entry);
  return entry;
}

/** What DVC 2 recorded stays as it is while the cache has it; what that lacks is stored and recorded as by DVC 3. */
async function outputItems(
  shop: Recorder,
  stage: Stage,
  made: readonly MadeOutput[],
): Promise<readonly LockItem[]> {
  const now = made.map(({ output, hash }) => lockItem(output, hash));
  const before = shop.records.read(stage)?.outs ?? [];
  const legacy = before.flatMap(({ hash, md5 }) => (hash === undefined && md5 !== undefined ? [md5] : []));
  if (legacy.length === 0) return now;
  const missing = await shop.cache.missing(legacy, { signal: shop.signal });
  const stored = before.filter(({ path, md5 = "" }) => {
    const isCached = stage.outs.find(({ text }) => text === path)?.cache === true;
    return !isCached || !missing.has(md5);
  });
  return keepLegacyItems(shop, stage.outs, { before: stored, now });
}

/** The data goes into the cache, and the workspace gets what `cache.type` says in its place. */
export async function storeOutputs(shop: Recorder, made: readonly MadeOutput[]): Promise<void> {
  for (const { output, hash } of made) {
    const path = absolute(shop, output.path);
    await shop.cache.insert(path, hash, hashing(shop));
    if (shop.relinks === false) continue;
    await shop.cache.checkout(
      { path, md5: hash.md5, isexec: hash.isexec },
      { ...hashing(shop), relink: true, known: hash },
    );
  }
}

/** A later run with the same inputs finds metrics in the cache, too, which otherwise belong to Git. */
async function remember(shop: Recorder, entry: LockEntry, made: readonly MadeOutput[]): Promise<void> {
  for (const { output, hash } of made) {
    if (!output.cache) await shop.cache.insert(absolute(shop, output.path), hash, hashing(shop));
  }
  await shop.runCache.save(entry);
}

function hashing({ ignore, stats, signal }: Tools): Pick<Tools, "ignore" | "stats" | "signal"> {
  return { ignore, stats, signal };
}

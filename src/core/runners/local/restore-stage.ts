import { isListing } from "#core/data/cache/object-name";
import type { LockEntry, LockItem } from "#core/pipeline/lock/lock-model";
import type { Output, Stage } from "#core/pipeline/model";
import { equalInPython } from "#core/pipeline/python/python-equality";

import { keepLegacyItems } from "./legacy-items.ts";
import { fetchMissing } from "./pull-missing.ts";
import { isFindable } from "./run-cache-rules.ts";
import { storeOutputs } from "./record-stage.ts";
import { lockItem, type StageInputs } from "./stage-entry.ts";
import { absolute, hashInWorkspace, type Tools, type Workshop } from "./workshop.ts";

/** An output, and what an earlier run made of it. */
interface Remembered {
  readonly output: Output;
  readonly item: LockItem & { readonly md5: string };
}

/**
 * Finds what an earlier run has made of the same inputs: the last one, whose outputs may merely be gone, or one in the
 * run cache. Undefined when there is none, or when the cache lacks any of it.
 */
export async function findEarlierRun(
  tools: Pick<Tools, "cache" | "runCache" | "signal" | "repro"> & Partial<Pick<Workshop, "remote">>,
  stage: Stage,
  before: LockEntry | undefined,
  inputs: StageInputs,
): Promise<readonly Remembered[] | undefined> {
  if (!isFindable(stage)) return undefined;
  const wanted: LockEntry = {
    cmd: stage.cmd,
    ...inputs,
    outs: stage.outs.map(({ text }) => ({ path: text })),
  };
  const last = before && readsTheSame(before, wanted) ? match(stage, before, true) : undefined;
  const found =
    last ?? (tools.repro.noRunCache ? undefined : match(stage, await tools.runCache.find(wanted)));
  if (found === undefined) return undefined;
  const { cache, signal, remote } = tools;
  const objects = found.map(({ output, item }) => ({ md5: item.md5, remote: output.remote }));
  return (await fetchMissing({ cache, signal, remote }, objects)) ? found : undefined;
}

/**
 * Brings back what an earlier run has made of the same inputs, in place of whatever the outputs are now, and gives the
 * new entry of dvc.lock; undefined when there is nothing to bring back. Call it with the lock held.
 */
export async function restoreStage(
  shop: Workshop,
  stage: Stage,
  before: LockEntry | undefined,
  inputs: StageInputs,
): Promise<LockEntry | undefined> {
  const found = await findEarlierRun(shop, stage, before, inputs);
  if (found === undefined) return undefined;
  const { ignore, stats, signal } = shop;
  for (const { output, item } of found) {
    const target = { path: absolute(shop, output.path), md5: item.md5, isexec: item.isexec };
    const cache = output.cache ? shop.cache : shop.copies;
    await cache.checkout(target, { ignore, stats, signal, force: true });
  }
  const cached = found.filter(({ output }) => output.cache);
  await shop.ignoredOutputs.add(cached.map(({ output }) => output.path));
  const deps = await keepLegacyItems(shop, stage.deps, { before: before?.deps ?? [], now: inputs.deps });
  const outs: LockItem[] = [];
  for (const each of found) outs.push(await itemAsSeen(shop, each));
  const entry: LockEntry = { cmd: stage.cmd, deps, params: inputs.params, outs };
  await shop.records.write(stage, entry);
  return entry;
}

/**
 * What is recorded of an output that was brought back. Of a folder, files that `.dvcignore` hides meanwhile are there again,
 * but DVC sees the folder without them.
 */
async function itemAsSeen(shop: Workshop, { output, item }: Remembered): Promise<LockItem> {
  const hash =
    isListing(item.md5) && item.hash === "md5" ? await hashInWorkspace(shop, output.path) : undefined;
  if (hash === undefined || hash.md5 === item.md5) return item;
  if (output.cache) await storeOutputs(shop, [{ output, hash }]);
  return lockItem(output, hash);
}

/** @param isLast an entry of dvc.lock, in which DVC 2 may have recorded hashes of another kind */
function match(
  stage: Stage,
  entry: LockEntry | undefined,
  isLast = false,
): readonly Remembered[] | undefined {
  const found: Remembered[] = [];
  for (const output of stage.outs) {
    const item = entry?.outs.find(({ path }) => path === output.text);
    if (item?.md5 === undefined || (item.hash !== "md5" && !isLast)) return undefined;
    found.push({ output, item: { ...item, md5: item.md5 } });
  }
  return found;
}

function readsTheSame(before: LockEntry, now: LockEntry): boolean {
  const recorded = new Map(before.deps.map(({ path, md5 }) => [path, md5]));
  return (
    equalInPython(before.cmd, now.cmd) &&
    now.deps.every(({ path, md5 }) => recorded.get(path) === md5) &&
    [...now.params].every(([file, values]) => {
      const was = before.params.get(file);
      return (
        was !== undefined && [...values].every(([key, value]) => equalInPython(was.get(key) ?? null, value))
      );
    })
  );
}

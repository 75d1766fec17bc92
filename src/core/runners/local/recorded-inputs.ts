import { writeSync } from "node:fs";

import type { Member } from "#core/data/hash/hash";
import type { LockItem } from "#core/pipeline/lock/lock-model";
import type { Stage } from "#core/pipeline/model";
import { parameterReasons } from "#core/pipeline/params/params-change";
import { equalInside } from "#core/pipeline/python/python-equality";
import type { Reason } from "#core/pipeline/status/status-model";
import type { Mapping } from "#core/pipeline/value";

import { lockItem, type StageInputs } from "./stage-entry.ts";
import { hashInWorkspace, observeStage, type Workshop } from "./workshop.ts";

/** What dvc.lock is to say that a command has read. */
export interface RecordedInputs {
  readonly inputs: StageInputs;
  /** False when something changed meanwhile, so that nobody knows which of the two the command has read. */
  readonly areCertain: boolean;
}

/**
 * Remembers what a command is about to read; what comes back says, after it ran, what is to be recorded. DVC records
 * the state after the command: an edit that somebody makes while a model trains would count as trained with. Here the
 * state before it counts, and the stage shows as changed. Files that were added to a folder are the exception:
 * commands leave caches beside their sources, and those must not make a stage changed.
 */
export async function watchInputs(
  shop: Workshop,
  stage: Stage,
  before: StageInputs,
): Promise<() => Promise<RecordedInputs>> {
  const folders = await foldersOf(shop, stage);
  return async () => {
    const changed: string[] = [];
    const deps: LockItem[] = [];
    for (const [index, reference] of stage.deps.entries()) {
      const read = before.deps[index];
      const hash = await hashInWorkspace(shop, reference.path);
      if (read === undefined) continue;
      const onlyGrew = hash?.tree !== undefined && grew(folders.get(reference.path), hash.tree.members);
      if (hash?.md5 !== read.md5 && !onlyGrew) changed.push(reference.path);
      deps.push(hash !== undefined && onlyGrew ? lockItem(reference, hash) : read);
    }
    changed.push(...(await changedParams(shop, stage, before.params)));
    for (const path of new Set(changed)) report(shop, stage, path);
    return { inputs: { deps, params: before.params }, areCertain: changed.length === 0 };
  };
}

async function foldersOf(shop: Workshop, stage: Stage): Promise<ReadonlyMap<string, readonly Member[]>> {
  const folders = new Map<string, readonly Member[]>();
  for (const { path } of stage.deps) {
    const hash = await hashInWorkspace(shop, path);
    if (hash?.tree) folders.set(path, hash.tree.members);
  }
  return folders;
}

/** True when every file of before is there and holds the same. */
function grew(before: readonly Member[] | undefined, after: readonly Member[]): boolean {
  const hashes = new Map(after.map((member) => [member.relpath, member.md5]));
  return before?.every((member) => hashes.get(member.relpath) === member.md5) === true;
}

async function changedParams(
  shop: Workshop,
  stage: Stage,
  before: ReadonlyMap<string, Mapping>,
): Promise<readonly string[]> {
  const seen = await observeStage(shop, { ...stage, deps: [], outs: [], frozen: false }, undefined);
  return stage.params
    .filter((file) =>
      parameterReasons(file, before.get(file.text), seen.params.get(file.path)).some(isRealChange),
    )
    .map((file) => file.path);
}

/** To DVC some values differ from themselves, which makes a stage changed; nobody has edited them for that. */
function isRealChange({ from, to }: Reason): boolean {
  return from === undefined || to === undefined || !equalInside(from, to);
}

function report(shop: Workshop, stage: Stage, path: string): void {
  const text = `"${path}" changed while stage "${stage.address}" ran; dvc.lock records what it was before.\n`;
  writeSync(shop.log.descriptor, text);
}

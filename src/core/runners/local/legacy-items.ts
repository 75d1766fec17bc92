import { asLegacyRecorded } from "#core/data/legacy-record";
import type { LockItem } from "#core/pipeline/lock/lock-model";
import type { PathReference } from "#core/pipeline/model";

import { lockItem } from "./stage-entry.ts";
import { absolute, type Tools } from "./workshop.ts";

/**
 * The items of a stage's new entry, in which what DVC 2 recorded and did not change since stays as it was recorded, as
 * with DVC.
 * @param references the dependencies or outputs, in the order of the items
 */
export async function keepLegacyItems(
  tools: Tools,
  references: readonly PathReference[],
  { before, now }: { readonly before: readonly LockItem[]; readonly now: readonly LockItem[] },
): Promise<readonly LockItem[]> {
  if (before.every(({ hash }) => hash !== undefined)) return now;
  const recorded = new Map(before.map((item) => [item.path, item]));
  const kept: LockItem[] = [];
  for (const item of now) {
    const reference = references.find(({ text }) => text === item.path);
    const legacy =
      reference && (await asLegacyRecorded(absolute(tools, reference.path), recorded.get(item.path), tools));
    if (reference === undefined || legacy === undefined) {
      kept.push(item);
      continue;
    }
    // DVC 2 wrote no name of a hash: that says which one it is.
    const { hash: _hash, ...old } = lockItem(reference, legacy);
    kept.push(old);
  }
  return kept;
}

import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { hashPath } from "./hash.ts";
import type { HashOptions } from "./hash.ts";
import { openPlacer } from "./link.ts";
import type { LinkType } from "./link.ts";
import { openPauses } from "./pauses.ts";
import { planCheckout, refuseLosses } from "./plan-checkout.ts";
import type { CheckoutTarget, ObjectSource, Placement } from "./plan-checkout.ts";
import { removeEmptyFolders } from "./remove-empty-folders.ts";

export type { CheckoutTarget, ObjectSource } from "./plan-checkout.ts";

export interface CheckoutOptions extends HashOptions {
  /** Replace and delete data even when the cache does not have it. */
  readonly force?: boolean | undefined;
  /** Also replace right content that is not linked in the first of the link types, as after a commit. */
  readonly relink?: boolean | undefined;
}

/** Absolute paths of files. */
export interface WorkspaceChanges {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
}

/**
 * Makes a path of the workspace what a hash says, touching only what differs. Everything is checked before the first
 * change: throws a Failure when an object is missing, or when data would be lost and `force` is not set.
 */
export async function checkout(
  objects: ObjectSource,
  types: readonly LinkType[],
  target: CheckoutTarget,
  options: CheckoutOptions,
): Promise<WorkspaceChanges> {
  const { signal, relink = false } = options;
  const current = await hashPath(target.path, options);
  const plan = await planCheckout({ objects, types, target, current, relink, signal });
  if (options.force !== true) await refuseLosses(objects, plan.losses, signal);
  await remove(plan.deletions, options);
  removeEmptyFolders(plan.deletions, target.path);
  if (target.md5.endsWith(".dir") && current?.tree === undefined) mkdirSync(target.path, { recursive: true });
  await place(plan.placements, types, options);
  return {
    added: plan.placements.filter(({ isNew }) => isNew).map(({ path }) => path),
    modified: plan.placements.filter(({ isNew }) => !isNew).map(({ path }) => path),
    deleted: plan.deletions,
  };
}

async function remove(paths: readonly string[], { signal }: CheckoutOptions): Promise<void> {
  const pause = openPauses(signal);
  for (const path of paths) {
    const waiting = pause();
    if (waiting) await waiting;
    rmSync(path, { force: true });
  }
}

async function place(
  placements: readonly Placement[],
  types: readonly LinkType[],
  { signal, onProgress }: CheckoutOptions,
): Promise<void> {
  const pause = openPauses(signal);
  const placeObject = openPlacer(types);
  const folders = new Set<string>();
  for (const [index, { path, object, isexec }] of placements.entries()) {
    const waiting = pause();
    if (waiting) await waiting;
    const folder = dirname(path);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    await placeObject(object, path, isexec);
    onProgress?.({ phase: "Checking out", done: index + 1, total: placements.length, unit: "files" });
  }
}

import { mkdirSync, rmSync } from "node:fs";
import { dirname, sep } from "node:path";

import { hashPath } from "#core/data/hash/hash";
import type { HashOptions, PathHash } from "#core/data/hash/hash";
import { openPauses } from "#core/data/pauses";
import { removeEmptyFolders } from "#core/data/remove-empty-folders";

import { isOwnCopy, openPlacer } from "./link.ts";
import type { LinkType, PlaceObject } from "./link.ts";
import { openMakingPlace } from "./making-place.ts";
import { isListing } from "./object-name.ts";
import { planCheckout, refuseLosses } from "./plan-checkout.ts";
import type { CheckoutTarget, ObjectSource, Placement } from "./plan-checkout.ts";

export type { CheckoutTarget, ObjectSource } from "./plan-checkout.ts";

export interface CheckoutOptions extends HashOptions {
  /** Replace and delete data even when the cache does not have it. */
  readonly force?: boolean | undefined;
  /** Also replace right content that is not linked in the first of the link types, as after a commit. */
  readonly relink?: boolean | undefined;
  /**
   * What `hashPath` has just found there. With `relink`, right content that is there as copies needs no other look; what
   * is to be replaced is hashed again.
   */
  readonly known?: PathHash | undefined;
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
  const { signal, relink = false, known } = options;
  if (relink && known?.md5 === target.md5 && (await areOwnCopies(target, known, types, signal)))
    return { added: [], modified: [], deleted: [] };
  const carryOut = await prepareCheckout(objects, types, target, options);
  return carryOut();
}

/** The checks of `checkout` alone, for several paths of which none is to change when one is refused. Gives the rest. */
export async function prepareCheckout(
  objects: ObjectSource,
  types: readonly LinkType[],
  target: CheckoutTarget,
  options: CheckoutOptions,
): Promise<() => Promise<WorkspaceChanges>> {
  const { signal, relink = false } = options;
  const current = await hashPath(target.path, { ...options, skipLost: true });
  const plan = await planCheckout({ objects, types, target, current, relink, signal });
  if (options.force !== true) await refuseLosses(objects, plan.losses, signal);
  return async () => {
    await remove(plan.deletions, options);
    removeEmptyFolders(plan.deletions, target.path);
    if (isListing(target.md5) && current?.tree === undefined) mkdirSync(target.path, { recursive: true });
    await place(plan.placements, types, options);
    return {
      added: plan.placements.filter(({ isNew }) => isNew).map(({ path }) => path),
      modified: plan.placements.filter(({ isNew }) => !isNew).map(({ path }) => path),
      deleted: plan.deletions,
    };
  };
}

/** True when files are as a checkout by copying would make them. */
async function areOwnCopies(
  { path, isexec }: CheckoutTarget,
  known: PathHash,
  [type = "copy"]: readonly LinkType[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (type === "hardlink" || type === "symlink") return false;
  if (known.tree === undefined) return isOwnCopy(path) && (known.isexec === true || isexec !== true);
  const pause = openPauses(signal);
  for (const { relpath } of known.tree.members) {
    const waiting = pause();
    if (waiting) await waiting;
    if (!isOwnCopy(path + sep + relpath)) return false;
  }
  return true;
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
  options: CheckoutOptions,
): Promise<void> {
  if (placements.length === 0) return;
  const making = await openMakingPlace(options.ignore?.root);
  try {
    await placeAll(placements, openPlacer(types, making.nameFor), options);
  } finally {
    making.remove();
  }
}

async function placeAll(
  placements: readonly Placement[],
  placeObject: PlaceObject,
  { signal, onProgress }: CheckoutOptions,
): Promise<void> {
  const pause = openPauses(signal);
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

import { basename, join, sep } from "node:path";

import { isTemporaryBeside } from "#core/data/atomic-write";
import { objectMissing, wouldOverwrite } from "#core/data/failures";
import type { PathHash } from "#core/data/hash/hash";
import { openPauses } from "#core/data/pauses";

import type { TreeEntry } from "./dir-object.ts";
import { isPlaced } from "./link.ts";
import type { LinkType } from "./link.ts";
import { isListing } from "./object-name.ts";

/** Where a checkout finds objects: what it needs of a cache. */
export interface ObjectSource {
  /** Gives the absolute paths of those of the named objects that are there and whole. */
  locateAll(md5s: Iterable<string>, signal?: AbortSignal): Promise<(md5: string) => string | undefined>;
  /** The files of a folder; undefined when its listing is not there. Throws a Failure when the listing is damaged. */
  readTree(md5: string): Promise<readonly TreeEntry[] | undefined>;
}

export interface CheckoutTarget {
  /** Absolute path of the file or folder in the workspace. */
  readonly path: string;
  readonly md5: string;
  readonly isexec?: boolean | undefined;
}

/** What is wanted, and what is there. */
export interface Situation {
  readonly objects: ObjectSource;
  readonly types: readonly LinkType[];
  readonly target: CheckoutTarget;
  readonly current: PathHash | undefined;
  /** Right content counts only when it is linked as the first of the types says. */
  readonly relink: boolean;
  readonly signal: AbortSignal | undefined;
}

/** One file to be brought into the workspace. */
export interface Placement {
  readonly path: string;
  readonly object: string;
  readonly isexec: boolean;
  readonly isNew: boolean;
}

interface Loss {
  readonly path: string;
  readonly md5: string;
}

export interface CheckoutPlan {
  readonly placements: readonly Placement[];
  /** Files to delete. */
  readonly deletions: readonly string[];
  /** Files that would be lost, with the hash to look for in the cache. */
  readonly losses: readonly Loss[];
}

/** One file as it is to be. */
interface Wanted {
  readonly path: string;
  readonly md5: string;
  readonly isexec: boolean;
  /** Its hash as it is; undefined where nothing is. */
  readonly now: string | undefined;
  /** Content and mode are right; it may still have to be linked anew. */
  readonly isRight: boolean;
}

/** Says what a checkout has to do. Throws a Failure when an object is missing. */
export async function planCheckout(situation: Situation): Promise<CheckoutPlan> {
  const { target, current, relink } = situation;
  const isRight = current?.md5 === target.md5 && (current.isexec === true || target.isexec !== true);
  if (isRight && !relink) return { placements: [], deletions: [], losses: [] };
  return isListing(target.md5) ? planFolder(situation) : planFile(situation, isRight);
}

async function planFile(situation: Situation, isRight: boolean): Promise<CheckoutPlan> {
  const { path, md5, isexec = false } = situation.target;
  const { current } = situation;
  const placements = await planPlacements([{ path, md5, isexec, now: current?.md5, isRight }], situation);
  const inTheWay = filesOf(current, path);
  return {
    placements,
    deletions: inTheWay.map((file) => file.path),
    losses: current?.tree ? inTheWay : lossOf(path, md5, current?.md5),
  };
}

async function planFolder(situation: Situation): Promise<CheckoutPlan> {
  const { objects, target, current } = situation;
  const tree = await objects.readTree(target.md5);
  if (tree === undefined) throw objectMissing(target.md5, target.path);
  const members = new Map(current?.tree?.members.map((member) => [member.relpath, member]));
  const wanted = tree.map(({ relpath, md5 }): Wanted => {
    const member = members.get(relpath);
    members.delete(relpath);
    const path = target.path + sep + relpath;
    return { path, md5, isexec: member?.isexec === true, now: member?.md5, isRight: member?.md5 === md5 };
  });
  const placements = await planPlacements(wanted, situation);
  const isFileInTheWay = current !== undefined && current.tree === undefined;
  const extra = isFileInTheWay
    ? [{ path: target.path, md5: current.md5 }]
    : [...members.values()].map(({ relpath, md5 }) => ({ path: join(target.path, relpath), md5 }));
  return {
    placements,
    deletions: extra.map(({ path }) => path),
    losses: [...extra, ...wanted.flatMap(({ path, md5, now }) => lossOf(path, md5, now))],
  };
}

/** The placements of those files that are not as they are to be. */
async function planPlacements(wanted: readonly Wanted[], situation: Situation): Promise<Placement[]> {
  const { objects, types, relink, signal } = situation;
  const open = wanted.filter(({ isRight }) => relink || !isRight);
  const objectOf = await objects.locateAll(
    open.map(({ md5 }) => md5),
    signal,
  );
  const pause = openPauses(signal);
  const placements: Placement[] = [];
  for (const { path, md5, isexec, now, isRight } of open) {
    const waiting = pause();
    if (waiting) await waiting;
    const object = objectOf(md5);
    if (object === undefined) throw objectMissing(md5, path);
    if (isRight && isPlaced(path, object, types)) continue;
    placements.push({ path, object, isexec, isNew: now === undefined });
  }
  return placements;
}

/** The files of a folder that is to make place for a file. */
function filesOf(current: PathHash | undefined, path: string): readonly Loss[] {
  return current?.tree?.members.map(({ relpath, md5 }) => ({ path: join(path, relpath), md5 })) ?? [];
}

function lossOf(path: string, md5: string, now: string | undefined): readonly Loss[] {
  return now === undefined || now === md5 ? [] : [{ path, md5: now }];
}

/** Throws a Failure when there is something among the losses that the cache does not have. */
export async function refuseLosses(
  objects: ObjectSource,
  losses: readonly Loss[],
  signal: AbortSignal | undefined,
): Promise<void> {
  // What a run that was killed in the middle of a checkout may have left is missed by nobody.
  const missed = losses.filter(({ path }) => !isTemporaryBeside(basename(path)));
  const objectOf = await objects.locateAll(
    missed.map(({ md5 }) => md5),
    signal,
  );
  const lost = missed.find(({ md5 }) => objectOf(md5) === undefined);
  if (lost !== undefined) throw wouldOverwrite(lost.path);
}

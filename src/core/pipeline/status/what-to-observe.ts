import { isLegacy, itemsByPath, listingOf, type LockEntry, type Recorded } from "../lock/lock-model.ts";
import type { Stage } from "../model.ts";
import { isUrl } from "../repository-path.ts";

/** What has to be looked at before stages can be judged. Paths are repository-relative. */
export interface ToObserve {
  /** Files and folders to hash. */
  readonly paths: Set<string>;
  /** Those of them that are recorded as folders of very many files. */
  readonly largeFolders: Set<string>;
  /** Those of them that DVC 2 recorded: they are hashed in its way too. */
  readonly legacyPaths: Set<string>;
  /** Listings by which folders are recorded, to be hashed; their objects should be in the cache. */
  readonly listings: Set<string>;
  /** Recorded md5 values whose objects should be in the cache. */
  readonly objects: Set<string>;
  /** Parameter files to read. */
  readonly params: Set<string>;
}

/** From so many files on, looking at a folder as a whole first pays. */
const manyFiles = 10_000n;

/** Nothing yet. */
export function nothingToObserve(): ToObserve {
  return {
    paths: new Set(),
    largeFolders: new Set(),
    legacyPaths: new Set(),
    listings: new Set(),
    objects: new Set(),
    params: new Set(),
  };
}

/** Adds a path that is to be compared with what is recorded of it. */
export function addPath(wanted: ToObserve, path: string, recorded: Recorded | undefined): void {
  wanted.paths.add(path);
  if (recorded === undefined) return;
  if ((recorded.nfiles ?? 0n) >= manyFiles) wanted.largeFolders.add(path);
  if (isLegacy(recorded)) wanted.legacyPaths.add(path);
  const listing = listingOf(recorded);
  if (listing !== undefined) wanted.listings.add(listing);
}

/**
 * Lists what the status of these stages depends on. A frozen stage's dependencies are never looked at, and an address
 * with a scheme (`s3://…`) is not a file of this machine.
 */
export function whatToObserve(
  stages: readonly Stage[],
  lockEntry: (stage: Stage) => LockEntry | undefined,
): ToObserve {
  const wanted = nothingToObserve();
  for (const stage of stages) {
    const entry = lockEntry(stage);
    const outs = itemsByPath(entry?.outs);
    for (const { text, path, cache } of stage.outs) {
      const recorded = outs.get(text);
      if (cache && recorded?.md5) wanted.objects.add(recorded.md5);
      if (!isUrl(path)) addPath(wanted, path, recorded);
    }
    if (stage.frozen) continue;
    const deps = itemsByPath(entry?.deps);
    for (const { text, path } of stage.deps) if (!isUrl(path)) addPath(wanted, path, deps.get(text));
    for (const { path } of stage.params) wanted.params.add(path);
  }
  return wanted;
}

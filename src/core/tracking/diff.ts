import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import { findCommit, readCommit } from "#core/git/revisions";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";

import { entryPath } from "./changed-data.ts";
import { compareIndexes } from "./compare-indexes.ts";
import type { DataChange } from "./compare-indexes.ts";
import { recordedIndex, workspaceIndex } from "./data-index.ts";
import type { DataEntry, DataIndex } from "./data-index.ts";
import { targetUnknown } from "./failures.ts";
import { pathsNotInCache } from "./missing-objects.ts";
import type { DataPlace } from "./place.ts";
import { readSoundRevision, readSoundWorkspace } from "./read-sound.ts";
import { namesIn, selectIfThere } from "./select-data.ts";
import type { Tracked } from "./tracked.ts";

export interface DiffRequest {
  /** A revision, or `workspace`. */
  readonly from: string;
  readonly to: string;
  /** As typed: stages, `.dvc` files, outputs or what lies in them. Everything when there are none. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
}

/** One path that differs, a folder with `/` at its end, and its hash on the side where it is. */
interface DiffedPath {
  readonly path: string;
  readonly hash: string | undefined;
}

/** What `dvc diff` tells, each part sorted by path. */
export interface DataDiff {
  readonly added: readonly DiffedPath[];
  readonly deleted: readonly DiffedPath[];
  readonly modified: readonly (Omit<DiffedPath, "hash"> & { readonly hash: OldAndNew<string | undefined> })[];
  readonly renamed: readonly { readonly path: OldAndNew<string>; readonly hash: string | undefined }[];
  /** What the first side records and the cache does not have. */
  readonly notInCache: readonly DiffedPath[];
}

interface OldAndNew<Value> {
  readonly old: Value;
  readonly new: Value;
}

/**
 * Compares the data of two revisions, or of a revision and the workspace, file by file. It takes no lock: whoever writes
 * meanwhile makes the answer old, and nothing follows from it.
 * Throws a Failure for a revision that is not there, for a target that neither side has, and for files that make no sense.
 */
export async function diffData(place: DataPlace, request: DiffRequest, work: Work): Promise<DataDiff> {
  if ((await findCommit(place.git, "HEAD")) === undefined) return nothing;
  const config = await readConfig(place.root);
  const [from, to] = await Promise.all([
    openSide(place, request.from, config),
    openSide(place, request.to, config),
  ]);
  const paths = targetPaths(place.root, [from.tracked, to.tracked], request);
  const before = await indexOf(place, from, config, work);
  const after = await indexOf(place, to, config, work);
  const isWanted = ({ path }: DataEntry): boolean =>
    paths === undefined || paths.some((each) => isWithin(path, each));
  const changes = compareIndexes(only(before, isWanted), only(after, isWanted), "entry").filter(isTold);
  const old = changes.flatMap((change) => change.old ?? []);
  const missing = new Set(await pathsNotInCache(config.cacheDir, old, work.signal));
  return { ...parts(changes), notInCache: sorted(old.filter((entry) => missing.has(entryPath(entry)))) };
}

/** Before the first commit there is nothing to compare with. */
const nothing: DataDiff = { added: [], deleted: [], modified: [], renamed: [], notInCache: [] };

/** One side of the comparison. */
interface Side {
  readonly tracked: Tracked;
  readonly isWorkspace: boolean;
}

async function openSide(place: DataPlace, name: string, config: Config): Promise<Side> {
  if (name === "workspace") return { tracked: await readSoundWorkspace(place, config), isWorkspace: true };
  const { id } = await readCommit(place.git, name);
  return { tracked: await readSoundRevision(place, id, config), isWorkspace: false };
}

function indexOf(
  { root }: DataPlace,
  { tracked: { outputs }, isWorkspace }: Side,
  config: Config,
  work: Work,
): Promise<DataIndex> {
  if (!isWorkspace) return recordedIndex(outputs, openConfiguredCache(config), true);
  return workspaceIndex(root, outputs, true, work);
}

/** The paths that targets name on either side; undefined when all are meant. */
function targetPaths(
  root: string,
  sides: readonly Tracked[],
  { targets, cwd }: DiffRequest,
): readonly string[] | undefined {
  if (targets.length === 0) return undefined;
  return targets.flatMap((target) => {
    const request = { targets: [target], cwd };
    const found = sides.flatMap((tracked) => selectIfThere(root, tracked, request) ?? []);
    if (found.length === 0) throw targetUnknown(target, sides.flatMap(namesIn));
    return found.map(({ output, part }) => part ?? output.path);
  });
}

function only({ entries, unknown }: DataIndex, isWanted: (entry: DataEntry) => boolean): DataIndex {
  return { entries: new Map([...entries].filter(([, entry]) => isWanted(entry))), unknown };
}

/** Folders that are not tracked themselves are not told of. */
function isTold({ old, new: now }: DataChange): boolean {
  return [old, now].every((entry) => entry === undefined || !entry.isFolder || entry.object !== undefined);
}

function parts(changes: readonly DataChange[]): Omit<DataDiff, "notInCache"> {
  const entries = (kind: DataChange["kind"], side: "old" | "new") =>
    changes.flatMap((change) => (change.kind === kind ? (change[side] ?? []) : []));
  const pairs = (kind: DataChange["kind"]) =>
    changes.flatMap(({ kind: own, old, new: now }) =>
      own === kind && old && now ? [{ old, new: now }] : [],
    );
  return {
    added: sorted(entries("added", "new")),
    deleted: sorted(entries("deleted", "old")),
    modified: pairs("modified")
      .map((pair) => ({
        path: entryPath(pair.old),
        hash: { old: pair.old.object?.md5, new: pair.new.object?.md5 },
      }))
      .toSorted((a, b) => compareCodePoints(a.path, b.path)),
    renamed: pairs("renamed")
      .map((pair) => ({
        path: { old: entryPath(pair.old), new: entryPath(pair.new) },
        hash: pair.old.object?.md5,
      }))
      .toSorted((a, b) => compareCodePoints(a.path.old, b.path.old)),
  };
}

function sorted(entries: readonly DataEntry[]): readonly DiffedPath[] {
  return entries
    .map((entry) => ({ path: entryPath(entry), hash: entry.object?.md5 }))
    .toSorted((a, b) => compareCodePoints(a.path, b.path));
}

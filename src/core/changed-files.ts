import { resolve } from "node:path";

import type { Cache } from "./data/cache/cache.ts";
import { openConfiguredCache } from "./data/cache/configured-cache.ts";
import type { TreeEntry } from "./data/cache/dir-object.ts";
import { isListing } from "./data/cache/object-name.ts";
import { openDvcIgnore } from "./data/dvc-ignore.ts";
import { hashPath } from "./data/hash/hash.ts";
import type { HashOptions } from "./data/hash/hash.ts";
import { openStatCache } from "./data/hash/stat-cache.ts";
import { listedFiles } from "./data/record-hash.ts";
import { isLegacy } from "./pipeline/lock/lock-model.ts";
import type { LockItem, Recorded } from "./pipeline/lock/lock-model.ts";
import type { PathReference } from "./pipeline/model.ts";
import { compareCodePoints } from "./pipeline/python/code-point-order.ts";
import type { ChangedFile, Reason, StageStatus } from "./pipeline/status/status-model.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

interface Looking extends HashOptions {
  readonly root: string;
  readonly cache: Cache;
}

/**
 * Adds to the folders that changed which files in them did, where the cache has the listing that was recorded; of a folder
 * that only a stage reads it has none, since its content is stored nowhere.
 * @param root absolute path of the repository
 */
export async function withChangedFiles(
  root: string,
  files: WorkspaceFiles,
  statuses: readonly StageStatus[],
  signal: AbortSignal,
): Promise<readonly StageStatus[]> {
  const cache = openConfiguredCache(files.config);
  const looking: Looking = {
    root,
    cache,
    ignore: openDvcIgnore(root),
    stats: await openStatCache(root),
    signal,
  };
  const found: StageStatus[] = [];
  for (const status of statuses) {
    const recorded = recordsOf(files, status.address);
    const why: Reason[] = [];
    for (const reason of status.why) {
      const record = recorded.get(`${reason.kind} ${reason.path ?? ""}`);
      const changed = record && (await changedFiles(reason, record, looking));
      why.push({ ...reason, ...(changed && { files: changed }) });
    }
    found.push({ ...status, why });
  }
  return found;
}

/** What is recorded of the dependencies and outputs of a stage or a `.dvc` file, by kind and path. */
function recordsOf(files: WorkspaceFiles, address: string): ReadonlyMap<string, Recorded> {
  const stage = files.pipeline.stages.find((each) => each.address === address);
  const entry = stage && files.lockOf(stage.file)?.stages.get(stage.name);
  const source = files.allSources().find(({ file }) => file === address);
  return new Map<string, Recorded>([
    ...itemsAt("dep", stage?.deps, entry?.deps),
    ...itemsAt("out", stage?.outs, entry?.outs),
    ...(source?.deps ?? []).map((dep) => [`dep ${dep.path}`, dep] as const),
    ...(source?.outs ?? []).map((out) => [`out ${out.path}`, out] as const),
  ]);
}

function itemsAt(
  kind: "dep" | "out",
  references: readonly PathReference[] = [],
  items: readonly LockItem[] = [],
): (readonly [string, Recorded])[] {
  const byText = new Map(items.map((item) => [item.path, item]));
  return references.flatMap(({ path, text }) => {
    const item = byText.get(text);
    return item === undefined ? [] : [[`${kind} ${path}`, item] as const];
  });
}

/** Undefined for what is no folder, or where nobody knows what was in it. */
async function changedFiles(
  { path = "", change }: Reason,
  recorded: Recorded,
  looking: Looking,
): Promise<readonly ChangedFile[] | undefined> {
  const before = await recordedFiles(recorded, looking.cache);
  if (before === undefined) return undefined;
  if (change === "not-in-cache") return filesNotInCache(path, before, looking);
  if (change !== "modified") return undefined;
  const algorithm = isLegacy(recorded) ? "md5-dos2unix" : "md5";
  const hash = await hashPath(resolve(looking.root, path), { ...looking, algorithm, skipLost: true });
  return hash?.tree && compareFiles(path, before, hash.tree.members);
}

async function recordedFiles(
  { md5, other }: Recorded,
  cache: Cache,
): Promise<readonly TreeEntry[] | undefined> {
  if (md5 === undefined) return other && listedFiles(other);
  return isListing(md5) ? cache.readTree(md5) : undefined;
}

async function filesNotInCache(
  path: string,
  files: readonly TreeEntry[],
  { cache, signal }: Looking,
): Promise<readonly ChangedFile[]> {
  const missing = await cache.missing(
    files.map(({ md5 }) => md5),
    { signal },
  );
  const lacking = files.filter(({ md5 }) => missing.has(md5));
  return lacking.map(({ relpath }) => ({ path: `${path}/${relpath}`, change: "not-in-cache" }));
}

function compareFiles(
  folder: string,
  before: readonly TreeEntry[],
  now: readonly TreeEntry[],
): readonly ChangedFile[] {
  const [old, current] = [before, now].map(
    (files) => new Map(files.map(({ relpath, md5 }) => [relpath, md5])),
  );
  const names = [...new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])].toSorted(
    compareCodePoints,
  );
  return names.flatMap((name): ChangedFile[] => {
    const [was, is] = [old?.get(name), current?.get(name)];
    if (was === is) return [];
    const change = was === undefined ? "new" : is === undefined ? "deleted" : "modified";
    return [{ path: `${folder}/${name}`, change }];
  });
}

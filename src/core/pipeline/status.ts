import { isLegacy, listingOf, type LockEntry, type LockItem, type Recorded } from "./lock-model.ts";
import type { Output, Stage } from "./model.ts";
import { parameterReasons } from "./params-change.ts";
import { equalInPython, isEmptyInPython } from "./python-equality.ts";
import { isUrl } from "./repository-path.ts";
import type { Observations, Reason, StageState, StageStatus } from "./status-model.ts";

/** What has to be looked at before stages can be judged. Paths are repository-relative. */
export interface ToObserve {
  /** Files and folders to hash. */
  readonly paths: Set<string>;
  /** Those of them that DVC 2 recorded: they are hashed in its way too. */
  readonly legacyPaths: Set<string>;
  /** Listings by which folders are recorded, to be hashed; their objects should be in the cache. */
  readonly listings: Set<string>;
  /** Recorded md5 values whose objects should be in the cache. */
  readonly objects: Set<string>;
  /** Parameter files to read. */
  readonly params: Set<string>;
}

/** Nothing yet. */
export function nothingToObserve(): ToObserve {
  return {
    paths: new Set(),
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

/**
 * Says whether a stage would run and why, by DVC's rules: what dvc.yaml declares is compared with what dvc.lock
 * recorded under the same text, content hashes only; removing a dependency, or changing flags, changes nothing.
 * Reasons come in DVC's order: dependencies and parameters, outputs, command. Of a stage that never ran everything that
 * it declares is a reason but the command.
 */
export function stageStatus(stage: Stage, entry: LockEntry | undefined, seen: Observations): StageStatus {
  const recorded = itemsByPath(entry?.outs);
  const why: Reason[] = [
    ...(stage.frozen ? [] : dependencyReasons(stage, entry, seen)),
    ...stage.outs.flatMap((output) => outputReason(output, recorded.get(output.text), seen)),
  ];
  if (entry && !equalInPython(entry.cmd, stage.cmd)) {
    why.push({ kind: "cmd", change: "modified", from: entry.cmd, to: stage.cmd });
  }
  return { address: stage.address, state: stateOf(stage, entry, why), why };
}

/** A command that neither needs nor makes anything runs every time, like one with `always_changed`. */
export function isCallback({ cmd, deps, params, outs }: Stage): boolean {
  return !isEmptyInPython(cmd) && deps.length === 0 && params.length === 0 && outs.length === 0;
}

function stateOf(stage: Stage, entry: LockEntry | undefined, why: readonly Reason[]): StageState {
  if (stage.frozen) return "frozen";
  if (!entry) return "never-run";
  if (stage.alwaysChanged || isCallback(stage)) return "always-changed";
  return why.length > 0 ? "changed" : "up-to-date";
}

function dependencyReasons(stage: Stage, entry: LockEntry | undefined, seen: Observations): Reason[] {
  const recorded = itemsByPath(entry?.deps);
  const reasons: Reason[] = [];
  for (const reference of stage.deps) {
    const change = contentChange(reference.path, recorded.get(reference.text), seen);
    if (change) reasons.push({ kind: "dep", path: reference.path, ...change });
  }
  for (const params of stage.params) {
    reasons.push(...parameterReasons(params, entry?.params.get(params.text), seen.params.get(params.path)));
  }
  return reasons;
}

/** Why an output of a stage, or data that a `.dvc` file tracks, is not what was recorded of it. */
export function outputReason(
  output: Pick<Output, "path" | "cache">,
  recorded: Recorded | undefined,
  seen: Observations,
): Reason[] {
  const { path } = output;
  const md5 = recorded && recordedHash(recorded, seen);
  if (output.cache && md5 !== undefined && seen.notInCache.has(md5)) {
    return [{ kind: "out", path, change: "not-in-cache" }];
  }
  const change = contentChange(path, recorded, seen);
  return change ? [{ kind: "out", path, ...change }] : [];
}

/** Compares content hashes only: DVC ignores sizes and execute bits. */
function contentChange(
  path: string,
  recorded: Recorded | undefined,
  seen: Observations,
): Pick<Reason, "change" | "note"> | undefined {
  if (isUrl(path)) return undefined;
  if (!seen.hashes.has(path)) return { change: "deleted" };
  if (recorded === undefined) return { change: "modified", note: "not in dvc.lock yet" };
  return hasContent(path, recorded, seen) ? undefined : { change: "modified" };
}

function hasContent(path: string, recorded: Recorded, seen: Observations): boolean {
  const md5 = recordedHash(recorded, seen);
  const current = isLegacy(recorded) ? seen.legacyHashes?.get(path) : seen.hashes.get(path)?.md5;
  return md5 !== undefined && md5 === current;
}

function recordedHash(recorded: Recorded, { listedHashes }: Observations): string | undefined {
  return recorded.md5 ?? listedHashes?.get(listingOf(recorded) ?? "");
}

function itemsByPath(items: readonly LockItem[] | undefined): ReadonlyMap<string, LockItem> {
  const byPath = new Map<string, LockItem>();
  for (const item of items ?? []) byPath.set(item.path, item);
  return byPath;
}

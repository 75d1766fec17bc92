import type { LockEntry, LockItem } from "./lock-model.ts";
import type { Output, PathReference, Stage } from "./model.ts";
import { parameterReasons } from "./params-change.ts";
import { equalInPython } from "./python-equality.ts";
import { isUrl } from "./repository-path.ts";
import type { Observations, Reason, StageState, StageStatus } from "./status-model.ts";

/** What has to be looked at before stages can be judged. Paths are repository-relative. */
export interface ToObserve {
  /** Files and folders to hash. */
  readonly paths: Set<string>;
  /** Recorded md5 values whose objects should be in the cache. */
  readonly objects: Set<string>;
  /** Parameter files to read. */
  readonly params: Set<string>;
}

/**
 * Lists what the status of these stages depends on. A frozen stage's dependencies are never looked at, and an address
 * with a scheme (`s3://…`) is not a file of this machine.
 */
export function whatToObserve(
  stages: readonly Stage[],
  lockEntry: (stage: Stage) => LockEntry | undefined,
): ToObserve {
  const wanted: ToObserve = { paths: new Set(), objects: new Set(), params: new Set() };
  for (const stage of stages) {
    const recorded = itemsByPath(lockEntry(stage)?.outs);
    for (const output of stage.outs) {
      const md5 = recorded.get(output.text)?.md5;
      if (output.cache && md5) wanted.objects.add(md5);
    }
    const references = stage.frozen ? stage.outs : [...stage.deps, ...stage.outs];
    for (const { path } of references) if (!isUrl(path)) wanted.paths.add(path);
    if (!stage.frozen) for (const { path } of stage.params) wanted.params.add(path);
  }
  return wanted;
}

/**
 * Says whether a stage would run and why, by DVC's rules: what dvc.yaml declares is compared with what dvc.lock
 * recorded under the same text, content hashes only; removing a dependency, or changing flags, changes nothing.
 * Reasons come in DVC's order: dependencies and parameters, outputs, command.
 */
export function stageStatus(stage: Stage, entry: LockEntry | undefined, seen: Observations): StageStatus {
  const why: Reason[] = [];
  if (entry || stage.frozen) {
    if (!stage.frozen) why.push(...dependencyReasons(stage, entry, seen));
    const recorded = itemsByPath(entry?.outs);
    for (const output of stage.outs) why.push(...outputReason(output, recorded.get(output.text), seen));
    if (entry && !equalInPython(entry.cmd, stage.cmd)) {
      why.push({ kind: "cmd", change: "modified", from: entry.cmd, to: stage.cmd });
    }
  }
  return { address: stage.address, state: stateOf(stage, entry, why), why };
}

/** A stage that names nothing it needs and nothing it makes runs every time, like one with `always_changed`. */
export function isCallback(stage: Stage): boolean {
  return stage.deps.length === 0 && stage.params.length === 0 && stage.outs.length === 0;
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
    const change = contentChange(reference, recorded.get(reference.text), seen);
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
  recorded: Omit<LockItem, "path"> | undefined,
  seen: Observations,
): Reason[] {
  const { path } = output;
  if (output.cache && recorded?.md5 && seen.notInCache.has(recorded.md5)) {
    return [{ kind: "out", path, change: "not-in-cache" }];
  }
  const change = contentChange(output, recorded, seen);
  return change ? [{ kind: "out", path, ...change }] : [];
}

/**
 * Compares content hashes only: DVC ignores sizes and execute bits. An entry of DVC 2.x holds a hash over unified line
 * ends, which equals the plain one unless a text file has CRLF.
 */
function contentChange(
  reference: Pick<PathReference, "path">,
  recorded: Omit<LockItem, "path"> | undefined,
  seen: Observations,
): Pick<Reason, "change" | "note"> | undefined {
  if (isUrl(reference.path)) return undefined;
  const current = seen.hashes.get(reference.path);
  if (!current) return { change: "deleted" };
  if (recorded?.md5 === current.md5) return undefined;
  return recorded ? { change: "modified" } : { change: "modified", note: "not in dvc.lock yet" };
}

function itemsByPath(items: readonly LockItem[] | undefined): ReadonlyMap<string, LockItem> {
  const byPath = new Map<string, LockItem>();
  for (const item of items ?? []) byPath.set(item.path, item);
  return byPath;
}

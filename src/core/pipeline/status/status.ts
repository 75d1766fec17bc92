import { isLegacy, itemsByPath, listingOf, type LockEntry, type Recorded } from "../lock/lock-model.ts";
import type { Output, Stage } from "../model.ts";
import { parameterReasons } from "../params/params-change.ts";
import { equalInPython, isEmptyInPython } from "../python/python-equality.ts";
import { isUrl } from "../repository-path.ts";
import type { Observations, Reason, StageState, StageStatus } from "./status-model.ts";

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

/** Whether a stage runs every time, whatever changed or did not. */
export function runsAlways(stage: Stage): boolean {
  return stage.alwaysChanged || isCallback(stage);
}

function stateOf(stage: Stage, entry: LockEntry | undefined, why: readonly Reason[]): StageState {
  if (stage.frozen) return "frozen";
  if (runsAlways(stage)) return "always-changed";
  if (!entry) return "never-run";
  return why.length > 0 ? "changed" : "up-to-date";
}

function dependencyReasons(stage: Stage, entry: LockEntry | undefined, seen: Observations): Reason[] {
  const recorded = itemsByPath(entry?.deps);
  const reasons: Reason[] = [];
  const told = new Set<string>();
  for (const { path, text } of stage.deps) {
    // Who lists a dependency twice is told of it once.
    const found = told.has(path) ? [] : dependencyReason(path, recorded.get(text), seen);
    if (found.length > 0) told.add(path);
    reasons.push(...found);
  }
  for (const params of stage.params) {
    reasons.push(...parameterReasons(params, entry?.params.get(params.text), seen.params.get(params.path)));
  }
  return reasons;
}

/** Why a dependency of a stage, or of imported data, is not what was recorded of it. */
export function dependencyReason(path: string, recorded: Recorded | undefined, seen: Observations): Reason[] {
  const change = contentChange(path, recorded, seen);
  return change ? [{ kind: "dep", path, ...change }] : [];
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

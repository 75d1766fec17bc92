import { isUrl } from "#core/pipeline/repository-path";
import { dependencyReason, outputReason } from "#core/pipeline/status/status";
import { addPath, type ToObserve } from "#core/pipeline/status/what-to-observe";
import type { Observations, Reason, StageStatus } from "#core/pipeline/status/status-model";

import type { DvcFile } from "./dvc-file.ts";

/** Adds what the status of a `.dvc` file depends on. */
export function addToObserve(wanted: ToObserve, { outs, deps, isFrozen }: DvcFile): void {
  for (const dep of isFrozen ? [] : deps) if (!isUrl(dep.path)) addPath(wanted, dep.path, dep);
  for (const out of outs) {
    addPath(wanted, out.path, out);
    if (out.cache && out.md5 !== undefined) wanted.objects.add(out.md5);
  }
}

/**
 * Says whether the data of a `.dvc` file is what the file records, by the rules for the outputs of a stage. Of imported
 * data that somebody unfroze, also whether what it came from on this machine is as it was.
 */
export function sourceStatus(
  { file, outs, deps, isFrozen, isEdited, alwaysChanged }: DvcFile,
  seen: Observations,
): StageStatus {
  const why: Reason[] = [
    ...(isFrozen ? [] : deps).flatMap((dep) => dependencyReason(dep.path, dep, seen)),
    ...outs.flatMap((out) => outputReason(out, out, seen)),
    ...(isEdited ? [{ kind: "file", path: file, change: "modified" } as const] : []),
  ];
  if (alwaysChanged) return { address: file, state: "always-changed", why };
  return { address: file, state: why.length > 0 ? "changed" : "up-to-date", why };
}

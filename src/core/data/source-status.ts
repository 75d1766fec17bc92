import { outputReason } from "#core/pipeline/status";
import { addPath, type ToObserve } from "#core/pipeline/what-to-observe";
import type { Observations, StageStatus } from "#core/pipeline/status-model";

import type { DvcFile } from "./dvc-file.ts";

/** Adds what the status of a `.dvc` file depends on. */
export function addToObserve(wanted: ToObserve, { outs }: DvcFile): void {
  for (const out of outs) {
    addPath(wanted, out.path, out);
    if (out.cache && out.md5 !== undefined) wanted.objects.add(out.md5);
  }
}

/**
 * Says whether the data of a `.dvc` file is what the file records, by the rules for the outputs of a stage. The origin of
 * imported data is not asked: DVC freezes imports, and only an update looks there.
 */
export function sourceStatus({ file, outs }: DvcFile, seen: Observations): StageStatus {
  const why = outs.flatMap((out) => outputReason(out, out, seen));
  return { address: file, state: why.length > 0 ? "changed" : "up-to-date", why };
}

import type { TrackedData } from "#core/data/dvc-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { Stage } from "#core/pipeline/model";
import { stageStatus } from "#core/pipeline/status/status";
import type { Observations, Reason } from "#core/pipeline/status/status-model";

import type { Tools } from "./workshop.ts";

/** A stage as it was found: what dvc.lock records of it, and what is there. */
export interface Found {
  readonly before: LockEntry | undefined;
  readonly seen: Observations;
}

/** What else tracks data: a missing dependency is compared with what makes it. */
export interface Producers extends Pick<Tools, "records"> {
  /** All stages of the repository. */
  readonly stages: readonly Stage[];
  /** What the `.dvc` files track. */
  readonly sources: () => readonly TrackedData[];
}

/**
 * Whether a stage is to be brought up to date. With `allowMissing`, data that is merely not here is no reason,
 * unless what makes it has made something else since this stage read it.
 */
export function isChanged(
  producers: Producers,
  stage: Stage,
  { before, seen }: Found,
  allowMissing: boolean,
): boolean {
  const status = stageStatus(stage, before, seen);
  if (status.state === "never-run" || status.state === "always-changed") return true;
  if (!allowMissing) return status.why.length > 0;
  return status.why.some((reason) => !isMissingData(reason) || wasRemade(producers, stage, before, reason));
}

function isMissingData({ kind, change }: Reason): boolean {
  if (kind === "dep") return change === "deleted";
  return kind === "out" && (change === "deleted" || change === "not-in-cache");
}

/** True when what makes a missing dependency has recorded another content than this stage has read. */
function wasRemade(
  { stages, sources, records }: Producers,
  stage: Stage,
  entry: LockEntry | undefined,
  reason: Reason,
): boolean {
  if (reason.kind !== "dep") return false;
  const reference = stage.deps.find((dep) => dep.path === reason.path);
  const read = entry?.deps.find((item) => item.path === reference?.text)?.md5;
  const source = sources().find(({ path }) => path === reference?.path);
  if (source !== undefined) return source.md5 !== read;
  for (const producer of stages) {
    const output = producer.outs.find(({ path }) => path === reference?.path);
    if (output === undefined) continue;
    return records.read(producer)?.outs.find(({ path }) => path === output.text)?.md5 !== read;
  }
  return false;
}

import type { LockEntry } from "#core/pipeline/lock-model";
import type { Stage } from "#core/pipeline/model";
import { stageStatus } from "#core/pipeline/status";
import type { Observations, Reason } from "#core/pipeline/status-model";

import type { Tools, Workshop } from "./workshop.ts";

/**
 * Whether a stage is to be brought up to date. With `allowMissing`, data that is merely not here is no reason,
 * unless what makes it has made something else since this stage read it.
 */
export async function isChanged(
  shop: Tools & Pick<Workshop, "stages">,
  stage: Stage,
  entry: LockEntry | undefined,
  seen: Observations,
): Promise<boolean> {
  const status = stageStatus(stage, entry, seen);
  if (status.state === "never-run" || status.state === "always-changed") return true;
  if (!shop.repro.allowMissing) return status.why.length > 0;
  for (const reason of status.why) {
    if (!isMissingData(reason) || (await wasRemade(shop, stage, entry, reason))) return true;
  }
  return false;
}

function isMissingData({ kind, change }: Reason): boolean {
  if (kind === "dep") return change === "deleted";
  return kind === "out" && (change === "deleted" || change === "not-in-cache");
}

/** True when the stage that makes a missing dependency has recorded another content than this stage has read. */
async function wasRemade(
  shop: Tools & Pick<Workshop, "stages">,
  stage: Stage,
  entry: LockEntry | undefined,
  reason: Reason,
): Promise<boolean> {
  if (reason.kind !== "dep") return false;
  const reference = stage.deps.find((dep) => dep.path === reason.path);
  const read = entry?.deps.find((item) => item.path === reference?.text)?.md5;
  for (const producer of shop.stages) {
    const output = producer.outs.find((each) => each.path === reference?.path);
    if (output === undefined) continue;
    const made = shop.records.read(producer)?.outs.find((item) => item.path === output.text)?.md5;
    if (made !== read) return true;
  }
  return false;
}

import { writeFileAtomic } from "#core/data/atomic-write";
import { readTextSync } from "#core/data/read-text";
import { lockPathOf, parseLock } from "#core/pipeline/lock-file";
import type { LockEntry } from "#core/pipeline/lock-model";
import { setLockEntry } from "#core/pipeline/lock-text";
import type { Stage } from "#core/pipeline/model";

import { brokenPipelineFailure } from "./failures.ts";
import { absolute, type LockReading, type Tools } from "./workshop.ts";

/** What dvc.lock records of a stage now; another program may have changed it since the last look. */
export async function readEntry(tools: Tools, stage: Stage): Promise<LockEntry | undefined> {
  return readLock(tools, stage)?.lock.stages.get(stage.name);
}

/** Writes the entry of one stage into its dvc.lock; the rest of the file stays. Call it with the lock held. */
export async function writeEntry(tools: Tools, stage: Stage, entry: LockEntry): Promise<void> {
  const reading = readLock(tools, stage);
  const text = setLockEntry(reading?.text, stage.name, entry);
  await writeFileAtomic(absolute(tools, lockPathOf(stage.file)), text);
}

function readLock(tools: Tools, stage: Stage): LockReading | undefined {
  const file = lockPathOf(stage.file);
  const text = readTextSync(absolute(tools, file));
  if (text === undefined) return undefined;
  const known = tools.locks.get(file);
  if (known?.text === text) return known;
  const lock = parseLock(file, text);
  const errors = lock.problems.filter((problem) => problem.severity === "error");
  if (errors[0]) throw brokenPipelineFailure(errors[0], errors.length);
  const reading = { text, lock };
  tools.locks.set(file, reading);
  return reading;
}

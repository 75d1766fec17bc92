import type { LockEntry } from "#core/pipeline/lock/lock-model";
import { openLockText } from "#core/pipeline/lock/lock-text";

/** The text of a dvc.lock with one entry written into it. */
export function setLockEntry(text: string | undefined, stageName: string, entry: LockEntry): string {
  const lock = openLockText("dvc.lock", text);
  lock.set(stageName, entry);
  return lock.text();
}

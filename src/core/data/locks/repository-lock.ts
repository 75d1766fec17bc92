import { join } from "node:path";

import { readConfig } from "#core/data/config/config";
import { hardlinkLock } from "#core/data/failures";

import { openFileLock, type LockWait } from "./file-lock.ts";
import type { LockedPaths } from "./path-lock-table.ts";
import { openPathLock } from "./path-lock.ts";

/** DVC's two locks of a repository, for work that takes them again and again. */
export interface RepositoryLocks {
  /**
   * Does something while neither DVC nor another process of ours changes the repository. Hold it for every change of
   * dvc.yaml, dvc.lock, `.dvc` files and `.gitignore`, and never while a command of the user runs.
   * Waits as long as DVC does, or as long as it is told; then throws a Failure that names the holder.
   */
  whole<T>(wait: LockWait, work: () => Promise<T>): Promise<T>;
  /** Does something while nobody else uses the paths; hold it while the user's command runs. See `PathLock`. */
  paths<T>(paths: LockedPaths, work: () => Promise<T>): Promise<T>;
  /** Ends the helper processes. Call it when nothing is held any more. */
  close(): void;
}

/** Opens the locks of a repository. Throws a Failure where DVC is told to use a kind of lock that we cannot take. */
export async function openRepositoryLocks(root: string): Promise<RepositoryLocks> {
  if ((await readConfig(root)).hardlinkLock) throw hardlinkLock();
  const whole = openFileLock(join(root, ".dvc", "tmp", "lock"));
  const paths = openPathLock(root);
  return {
    whole: (wait, work) => whole.hold(wait, work),
    paths: (reserved, work) => paths.hold(reserved, work),
    close() {
      whole.close();
      paths.close();
    },
  };
}

/** `RepositoryLocks.whole` for work that takes the lock once. */
export async function withRepositoryLock<T>(
  root: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  seconds?: number,
): Promise<T> {
  const locks = await openRepositoryLocks(root);
  try {
    return await locks.whole({ signal, seconds }, work);
  } finally {
    locks.close();
  }
}

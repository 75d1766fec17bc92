import { join } from "node:path";
import { withFileLock } from "./file-lock.ts";

/**
 * Does something while neither DVC nor another process of ours changes the repository. Hold it for every change of
 * dvc.yaml, dvc.lock, `.dvc` files and `.gitignore`, and never while a command of the user runs.
 * Waits as long as DVC does, or `seconds`; then throws a Failure that names the holder.
 */
export function withRepositoryLock<T>(
  root: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  seconds?: number,
): Promise<T> {
  return withFileLock(join(root, ".dvc", "tmp", "lock"), { signal, seconds }, work);
}

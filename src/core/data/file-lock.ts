import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isNotFound } from "./atomic-write.ts";
import { repositoryBusy } from "./failures.ts";
import { tryFlock } from "./flock.ts";
import { tryRegionLock } from "./windows-lock.ts";

export interface LockWait {
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for whoever has the lock; DVC's three seconds when absent. */
  readonly seconds?: number | undefined;
}

/**
 * Does something while holding a lock file as DVC's zc.lockfile does: the system's lock on it counts, and the process id
 * in it is only for people. The file stays behind; a process that dies loses the lock at once.
 * Throws a Failure that names the holder when the wait was in vain, and the signal's reason when it fires meanwhile.
 */
export async function withFileLock<T>(path: string, wait: LockWait, work: () => Promise<T>): Promise<T> {
  const release = await take(path, wait);
  try {
    return await work();
  } finally {
    await release();
  }
}

type Release = () => Promise<void>;

async function take(path: string, { signal, seconds = 3 }: LockWait): Promise<Release> {
  await mkdir(dirname(path), { recursive: true });
  const deadline = performance.now() + seconds * 1000;
  for (let pause = 50; ; pause = Math.min(pause * 2, 500)) {
    signal?.throwIfAborted();
    const release = await (process.platform === "win32" ? tryRegionLock(path) : tryLock(path));
    if (release !== undefined) return release;
    if (performance.now() + pause > deadline) throw repositoryBusy(path, await holderOf(path));
    await delay(pause);
  }
}

async function tryLock(path: string): Promise<Release | undefined> {
  const file = await open(path, "a+");
  try {
    if (await tryFlock(file.fd)) {
      await file.truncate(0);
      await file.write(` ${process.pid}\n`);
      return () => file.close();
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}

/** On Windows the first byte of a locked file cannot be read, and then nobody can be named. */
async function holderOf(path: string): Promise<string> {
  try {
    const pid = (await readFile(path, "utf8")).trim();
    return /^\d+$/.test(pid) ? `process ${pid}` : "another process";
  } catch (error) {
    if (isNotFound(error) || process.platform === "win32") return "another process";
    throw error;
  }
}

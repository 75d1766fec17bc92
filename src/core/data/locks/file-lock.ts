import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { isNotFound } from "#core/data/atomic-write";
import { repositoryBusy } from "#core/data/failures";

import { openFlock, type SystemLock } from "./flock.ts";
import { openRegionLock } from "./windows-lock.ts";

export interface LockWait {
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for whoever has the lock; DVC's three seconds when absent. */
  readonly seconds?: number | undefined;
}

/**
 * A lock file as DVC's zc.lockfile has it: the system's lock on it counts, and the process id in it is only for people.
 * The file stays behind; a process that dies loses the lock at once.
 */
export interface FileLock {
  /**
   * Does something while holding the lock. It is not reentrant: work of this process waits for other work of this
   * process, too. Throws a Failure that names the holder when the wait was in vain, and the signal's reason when it
   * fires meanwhile.
   */
  hold<T>(wait: LockWait, work: () => Promise<T>): Promise<T>;
  /** Ends the helper process, which starts with the first `hold`. */
  close(): void;
}

/** Names a lock file, which need not exist yet. */
export function openFileLock(path: string): FileLock {
  const open = process.platform === "win32" ? openRegionLock : openFlock;
  let system: SystemLock | undefined;
  /** Settles when the work that has asked for the lock last is done; absent when nobody waits or works. */
  let last: Promise<void> | undefined;

  const close = (): void => {
    system?.close();
    system = undefined;
  };
  const tryLock = async (): Promise<SystemLock | undefined> => {
    for (;;) {
      if (system === undefined) await mkdir(dirname(path), { recursive: true });
      system ??= await open(path);
      const result = await system.tryLock();
      if (result !== "stale") return result === "locked" ? system : undefined;
      close();
    }
  };
  const take = async (deadline: number, signal: AbortSignal | undefined): Promise<SystemLock> => {
    for (let pause = 50; ; pause = Math.min(pause * 2, 500)) {
      signal?.throwIfAborted();
      const taken = await tryLock();
      if (taken !== undefined) return taken;
      if (performance.now() + pause > deadline) throw repositoryBusy(path, await holderOf(path));
      await delay(pause);
    }
  };
  return {
    async hold({ signal, seconds = 3 }, work) {
      const deadline = performance.now() + seconds * 1000;
      const turn = last;
      let leave = (): void => undefined;
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      const mine = turn === undefined ? left : turn.then(() => left);
      last = mine;
      try {
        const isOurs = turn === undefined || (await comes(turn, deadline, signal));
        if (!isOurs) throw repositoryBusy(path, await holderOf(path));
        const taken = await take(deadline, signal);
        try {
          return await work();
        } finally {
          if (!(await taken.unlock())) close();
        }
      } finally {
        leave();
        if (last === mine) last = undefined;
      }
    },
    close,
  };
}

/** Whether a turn comes before the deadline. Rejects with the signal's reason when that fires first. */
async function comes(
  turn: Promise<void>,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const over = new AbortController();
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const milliseconds = Math.min(Math.max(deadline - performance.now(), 0), 2 ** 31 - 1);
  const tooLate = delay(milliseconds, false, { signal: either }).catch(() => false);
  const isInTime = await Promise.race([turn.then(() => true), tooLate]);
  over.abort();
  signal?.throwIfAborted();
  return isInTime;
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

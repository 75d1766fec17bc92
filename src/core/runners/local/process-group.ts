import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { isAlive, type ProcessIdentity } from "#core/data/locks/process-identity";

/** How long a command that was asked to end may take, to save what it has, before it is ended by force. */
export const commandGraceMilliseconds = 5_000;

/**
 * Sends a signal to a process and to everything it started, as far as that stayed in its group.
 * Windows has neither groups nor signals: there the tree of processes is ended at once, whatever the signal.
 */
export async function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (process.platform === "win32") await endTree(pid);
  else ignoreGone(() => process.kill(-pid, signal));
}

/** Asks one process to end. On Windows it is not asked, it ends, and all that it started with it. */
export async function askToEnd(pid: number): Promise<void> {
  if (process.platform === "win32") await endTree(pid);
  else ignoreGone(() => process.kill(pid, "SIGTERM"));
}

/** Waits until the process is gone; false when it still runs after this time. */
export async function waitUntilGone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (await isAlive(identity)) {
    if (Date.now() >= end) return false;
    await sleep(50);
  }
  return true;
}

function endTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    // An error means that it is gone already; if it is not, whoever waits for its end finds out.
    execFile("taskkill", ["/PID", String(pid), "/T", "/F"], { windowsHide: true }, () => resolve());
  });
}

function ignoreGone(kill: () => void): void {
  try {
    kill();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { isObject } from "#core/data/json-object";

const execute = promisify(execFile);

/**
 * A process that cannot be mistaken for another one. Numbers are used again after a process ends, and again from
 * the start after a reboot, so a number alone proves nothing about a process that was started hours ago.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system: to be compared, not to be read. */
  readonly started: string;
}

/** True for an identity that was written as JSON. */
export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  return isObject(value) && Number.isInteger(value["pid"]) && typeof value["started"] === "string";
}

/** The identity of the process that has this number now; undefined when there is none, or when it only waits to be buried. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const started = await startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while exactly this process runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await startOf(identity.pid)) === identity.started;
}

function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") return startOnLinux(pid);
  return process.platform === "win32" ? startOnWindows(pid) : startByPs(pid);
}

/** Fields of `/proc/<pid>/stat` are those of proc_pid_stat(5): state is the third, start time (ticks since boot) the 22nd. */
async function startOnLinux(pid: number): Promise<string | undefined> {
  const stat = readKernelFile(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses; it may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, ticks] = [fields[0], fields[19]];
  if (state === undefined || ticks === undefined || isDead(state)) return undefined;
  return `${readKernelFile("/proc/sys/kernel/random/boot_id").trim()}/${ticks}`;
}

/** Such files are in memory, so that a read costs less than to wait for one. Empty when there is none. */
function readKernelFile(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  const options = { env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  const line = await execute("ps", ["-o", "stat=,lstart=", "-p", String(pid)], options).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  const match = /^(\S+)\s+(.+)$/.exec(line);
  return match?.[1] === undefined || isDead(match[1]) ? undefined : match[2];
}

async function startOnWindows(pid: number): Promise<string | undefined> {
  const script = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()`;
  const options = { windowsHide: true };
  return execute("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], options).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  );
}

/** Z: ended, but its parent has not asked for the exit code yet. X: about to vanish. */
function isDead(state: string): boolean {
  return state.startsWith("Z") || state.startsWith("X");
}

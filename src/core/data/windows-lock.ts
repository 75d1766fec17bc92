import { spawn } from "node:child_process";
import { noLockHelper } from "./failures.ts";

/**
 * Locks the first byte of the file, which is what `msvcrt.locking` does in DVC, writes who has it, says so, and keeps it
 * until its stdin ends: also when our process dies. Exit code 3: somebody else has it.
 */
const script = `
$ErrorActionPreference = 'Stop'
$file = [IO.File]::Open($env:TRAINYARD_LOCK, 'OpenOrCreate', 'ReadWrite', 'ReadWrite')
try { $file.Lock(0, 1) } catch { exit 3 }
$text = [Text.Encoding]::ASCII.GetBytes(" $env:TRAINYARD_PID\`n")
$file.SetLength(0)
$file.Write($text, 0, $text.Length)
$file.Flush()
[Console]::Out.WriteLine('locked')
[Console]::In.ReadToEnd() | Out-Null
$file.Close()
`;

/** Tries to take the lock of a file on Windows. Gives what releases it; undefined when somebody else has it. */
export async function tryRegionLock(path: string): Promise<(() => Promise<void>) | undefined> {
  const child = spawn("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], {
    env: { ...process.env, TRAINYARD_LOCK: path, TRAINYARD_PID: String(process.pid) },
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
  // A write to a helper that is gone already fails; nothing is lost with it.
  child.stdin.on("error", () => undefined);
  const said = await Promise.race([
    new Promise<"locked">((resolve) => child.stdout.once("data", () => resolve("locked"))),
    ended,
  ]);
  if (said === 3) return undefined;
  if (said !== "locked") throw noLockHelper(["powershell.exe"]);
  return async () => {
    child.stdin.end();
    await ended;
  };
}

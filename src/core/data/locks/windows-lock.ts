import { lockRefused, noLockHelper } from "#core/data/failures";

import type { SystemLock } from "./flock.ts";
import { startLockProgram } from "./lock-program.ts";

/**
 * Locks the first byte of the file, which is what `msvcrt.locking` does in DVC, and writes who has it: nobody else can
 * while it is locked. Ends, and gives the lock back, when its stdin ends: also when our process dies.
 */
const script = `
$ErrorActionPreference = 'Stop'
$file = [IO.File]::Open($env:TRAINYARD_LOCK, 'OpenOrCreate', 'ReadWrite', 'ReadWrite, Delete')
$text = [Text.Encoding]::ASCII.GetBytes(" $env:TRAINYARD_PID\`n")
$isLocked = $false
while ($null -ne ($question = [Console]::In.ReadLine())) {
  $answer = 'done'
  try {
    if ($question -eq 'lock') {
      $file.Lock(0, 1)
      $isLocked = $true
      $file.SetLength(0)
      $file.Write($text, 0, $text.Length)
      $file.Flush()
      $file.Position = 0
    } elseif ($isLocked) {
      $file.Unlock(0, 1)
      $isLocked = $false
    }
  } catch [IO.IOException] { $answer = 'busy' } catch { $answer = $_.Exception.Message }
  [Console]::Out.WriteLine($answer)
}
$file.Close()
`;

/** Opens a file, which need not exist yet, for the lock that DVC uses on Windows. */
export async function openRegionLock(path: string): Promise<SystemLock> {
  const helper = startLockProgram("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], {
    env: { ...process.env, TRAINYARD_LOCK: path, TRAINYARD_PID: String(process.pid) },
  });
  if ((await helper.ask("unlock")) === undefined) throw noLockHelper(["powershell.exe"]);
  return {
    async tryLock() {
      const answer = await helper.ask("lock");
      if (answer === "busy") return "busy";
      if (answer === undefined) return "stale";
      if (answer !== "done") throw lockRefused(path, answer);
      return "locked";
    },
    unlock: async () => (await helper.ask("unlock")) !== undefined,
    close: () => helper.end(),
  };
}

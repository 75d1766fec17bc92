import { spawn } from "node:child_process";
import { noLockHelper } from "./failures.ts";

/**
 * Programs that call flock(2) on descriptor 3 without waiting: exit code 0 when it is locked, 1 when somebody else has
 * it. Linux has the first, macOS the second; the third is for what is left.
 */
const helpers: readonly (readonly [string, readonly string[]])[] = [
  ["flock", ["-n", "3"]],
  [
    "perl",
    [
      "-MFcntl=:flock",
      "-e",
      "open(F, '+<&=', 3) or exit 2; exit(flock(F, LOCK_EX | LOCK_NB) ? 0 : $!{EAGAIN} ? 1 : 2)",
    ],
  ],
  [
    "python3",
    [
      "-c",
      "import fcntl, sys\ntry: fcntl.flock(3, fcntl.LOCK_EX | fcntl.LOCK_NB)\nexcept BlockingIOError: sys.exit(1)\nexcept OSError: sys.exit(2)",
    ],
  ],
];

/**
 * Tries to take the exclusive flock(2) of an open file. Node cannot, so a small program that inherits the descriptor
 * does: the lock belongs to the open file, which both share, and stays until the last descriptor of it is closed, that
 * is ours. See docs/adr/0001-flock-by-helper-process.md. False when somebody else has it.
 */
export async function tryFlock(descriptor: number): Promise<boolean> {
  for (const [program, args] of helpers) {
    const code = await exitCode(program, args, descriptor);
    if (code === 0 || code === 1) return code === 0;
  }
  throw noLockHelper(helpers.map(([program]) => program));
}

/** Undefined when the program is not there or was killed. */
async function exitCode(
  program: string,
  args: readonly string[],
  descriptor: number,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", descriptor] });
    child.on("error", () => resolve(undefined));
    child.on("exit", (code) => resolve(code ?? undefined));
  });
}

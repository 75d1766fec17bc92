import { closeSync, constants, fstatSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";

import { lockRefused, noLockHelper } from "#core/data/failures";

import { startLockProgram, type LockProgram } from "./lock-program.ts";

/** A lock of the operating system on one file that is open. */
export interface SystemLock {
  /** `stale`: the file is no longer the one of that name, or the helper is gone; close this and open it anew. */
  tryLock(): Promise<"locked" | "busy" | "stale">;
  /** False when the helper is gone: then only `close` gives the lock back. */
  unlock(): Promise<boolean>;
  /** Also gives back the lock. */
  close(): void;
}

const perl = `
$| = 1; $SIG{$_} = 'IGNORE' for qw(INT TERM HUP);
open(F, '+<&=', 3) or exit 2;
while (<STDIN>) {
  if (flock(F, /^lock/ ? LOCK_EX | LOCK_NB : LOCK_UN)) { print "done\\n" }
  elsif ($!{EAGAIN}) { print "busy\\n" } else { print "$!\\n" }
}`;

const shell = `
trap '' INT TERM HUP; command -v flock >/dev/null || exit 2
while read -r question; do
  case $question in lock) flock -n 3;; *) flock -u 3;; esac
  case $? in 0) echo done;; 1) echo busy;; *) echo "flock failed";; esac
done`;

const python = `
import fcntl, signal, sys
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(each, signal.SIG_IGN)
for question in iter(sys.stdin.readline, ""):
  try:
    fcntl.flock(3, fcntl.LOCK_EX | fcntl.LOCK_NB if question == "lock\\n" else fcntl.LOCK_UN)
    print("done", flush=True)
  except BlockingIOError: print("busy", flush=True)
  except OSError as error: print(error.strerror, flush=True)`;

/** Programs that call flock(2), the quickest first; the second is for small systems, which have BusyBox. */
const helpers: readonly (readonly [needs: string, command: string, args: readonly string[]])[] = [
  ["perl", "perl", ["-MFcntl=:flock", "-e", perl]],
  ["flock", "/bin/sh", ["-c", shell]],
  ["python3", "python3", ["-c", python]],
];

/**
 * Opens a file, which need not exist yet, for flock(2). Node cannot call it, so a small program that inherits the open
 * file does: the lock belongs to the open file, which both share. The program lives as long as this lock is open, and
 * ends by itself when our process dies. See docs/adr/0001-flock-by-helper-process.md.
 */
export async function openFlock(path: string): Promise<SystemLock> {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
  try {
    const helper = await startHelper(descriptor);
    return systemLock(path, descriptor, helper);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

async function startHelper(descriptor: number): Promise<LockProgram> {
  for (const [, command, args] of helpers) {
    const helper = startLockProgram(command, args, { descriptor });
    // To unlock what is not locked changes nothing, and shows that the program works.
    if ((await helper.ask("unlock")) !== undefined) return helper;
  }
  throw noLockHelper(helpers.map(([needs]) => needs));
}

function systemLock(path: string, descriptor: number, helper: LockProgram): SystemLock {
  return {
    async tryLock() {
      const answer = await helper.ask("lock");
      if (answer === "busy") return "busy";
      if (answer === undefined) return "stale";
      if (answer !== "done") throw lockRefused(path, answer);
      if (!isStillAt(path, descriptor)) return "stale";
      // Only for people, and for messages: who has the lock.
      ftruncateSync(descriptor);
      writeSync(descriptor, ` ${process.pid}\n`, 0);
      return "locked";
    },
    unlock: async () => (await helper.ask("unlock")) !== undefined,
    close() {
      helper.end();
      closeSync(descriptor);
    },
  };
}

/** False when somebody deleted the file: whoever makes it anew would have another lock. */
function isStillAt(path: string, descriptor: number): boolean {
  const [ours, there] = [fstatSync(descriptor), statSync(path, { throwIfNoEntry: false })];
  return there?.ino === ours.ino && there.dev === ours.dev;
}

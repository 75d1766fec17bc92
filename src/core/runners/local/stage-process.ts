import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants as access, fstatSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { identifyProcess } from "#core/data/locks/process-identity";

import type { CommandNotes } from "../run-directory.ts";
import { copyLines } from "./copy-lines.ts";
import { commandGraceMilliseconds, signalGroup } from "./process-group.ts";
import { shellCommand, wordsToExecute, type ShellCommand } from "./shell.ts";
import type { HeldCommand, SpareShell } from "./spare-shell.ts";

/** The commands of one stage and what they run in. */
export interface StageCommands {
  /** Run one after the other, each in a shell of its own, until one fails. */
  readonly lines: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Descriptor of a file opened for appending; both outputs go there, so that their order is kept. */
  readonly output: number;
  /** Stands in front of each line of output, to tell stages apart that run at the same time. */
  readonly prefix?: string | undefined;
  /** Ends the running command with all that it started. */
  readonly signal: AbortSignal;
  readonly notes: CommandNotes;
  readonly spare?: SpareShell | undefined;
}

/** How the last command that ran ended. */
export interface CommandResult {
  readonly line: string;
  /** Where its output begins: bytes of the file that it went to. */
  readonly outputStart: number;
  /** 128 and the signal's number for a command that was killed, as shells have it. */
  readonly exitCode: number;
  readonly killedBy?: NodeJS.Signals;
}

/**
 * Runs the commands of a stage and gives how the last of them ended: with code 0 when all went well.
 * Rejects with the signal's reason when that fires, and with Node's error when the shell cannot be started.
 */
export async function runStageCommands(commands: StageCommands): Promise<CommandResult> {
  let result: CommandResult = { line: "", outputStart: 0, exitCode: 0 };
  for (const line of commands.lines) {
    commands.signal.throwIfAborted();
    writeSync(commands.output, `${commands.prefix ?? ""}> ${line}\n`);
    result = await runCommand(line, commands);
    if (result.exitCode !== 0) break;
  }
  return result;
}

async function runCommand(line: string, commands: StageCommands): Promise<CommandResult> {
  const { environment, output, prefix, signal, notes, spare } = commands;
  const outputStart = fstatSync(output).size;
  const shellLine = await shellCommand(line, environment);
  const ready = prefix === undefined ? spare?.take(shellLine, commands) : undefined;
  const { child, letGo } = ready ?? startHeld(shellLine, commands);
  const exit = exitOf(child);
  const copied = prefix === undefined ? undefined : copyLines(child, prefix, output);
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endGroup(child.pid, exit);
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const command = child.pid === undefined ? undefined : await identifyProcess(child.pid);
  try {
    if (command) notes.add(command);
    letGo();
    // While the command runs there is time to start what waits for the next one.
    spare?.prepare();
    const ended = await exit;
    await copied?.();
    signal.throwIfAborted();
    return { line, outputStart, ...ended };
  } finally {
    signal.removeEventListener("abort", end);
    await ending;
    // One that was not let go must not wait for ever.
    child.stdin?.destroy();
    if (command) notes.remove(command);
  }
}

/**
 * A shell that waits for a line and becomes the command then. It ends without having done anything when our process is
 * killed before it could note which process the command is: nobody would find that one.
 */
const heldBack = (both: string): string => `read -r _ && exec "$@" </dev/null ${both}`;

function startHeld(command: ShellCommand, commands: StageCommands): HeldCommand {
  const { file, shell } = command;
  const { folder, environment, output, prefix } = commands;
  const target = prefix === undefined ? output : "pipe";
  const options = { cwd: folder, env: environment, windowsHide: true };
  // In a group of its own, it can be ended whole while we stay. On Windows that would open a window.
  if (shell) {
    const child = spawn(file, { ...options, shell, stdio: ["ignore", target, target] });
    return { child, letGo: () => undefined };
  }
  if (isAbsolute(file)) accessSync(file, access.X_OK);
  const script = heldBack(prefix === undefined ? "" : "2>&1");
  const child = spawn("/bin/sh", ["-c", script, "sh", ...wordsToExecute(command, environment)], {
    ...options,
    stdio: ["pipe", target, target],
    detached: true,
  });
  // A command that was ended before it began reads nothing any more.
  return { child, letGo: () => child.stdin?.on("error", () => undefined).end("\n") };
}

/** Rejects when the program could not be started. */
function exitOf(child: ChildProcess): Promise<Pick<CommandResult, "exitCode" | "killedBy">> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, killedBy) => {
      if (killedBy === null) resolve({ exitCode: code ?? 0 });
      else resolve({ exitCode: 128 + constants.signals[killedBy], killedBy });
    });
  });
}

/** Asks the command and all that it started to end; ends what is left when the command has ended or its time is over. */
async function endGroup(pid: number | undefined, exit: Promise<unknown>): Promise<void> {
  if (pid === undefined) return;
  await signalGroup(pid, "SIGTERM");
  const waiting = new AbortController();
  await Promise.race([
    exit.catch(() => undefined),
    sleep(commandGraceMilliseconds, undefined, { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();
  await signalGroup(pid, "SIGKILL");
}

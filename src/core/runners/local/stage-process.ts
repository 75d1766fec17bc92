import { spawn, type ChildProcess } from "node:child_process";
import { fstatSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import { commandGraceMilliseconds, signalGroup } from "./process-group.ts";
import { identifyProcess, type ProcessIdentity } from "#core/data/process-identity";
import { shellCommand } from "./shell.ts";

/** The commands of one stage and what they run in. */
export interface StageCommands {
  /** Run one after the other, each in a shell of its own, until one fails. */
  readonly lines: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Descriptor of a file opened for appending; both outputs go there, so that their order is kept. */
  readonly output: number;
  /** Ends the running command with all that it started. */
  readonly signal: AbortSignal;
  /** Told when a command runs, and with undefined when it has ended. */
  readonly onProcess?: (command: ProcessIdentity | undefined) => Promise<void>;
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
    writeSync(commands.output, `> ${line}\n`);
    result = await runCommand(line, commands);
    if (result.exitCode !== 0) break;
  }
  return result;
}

async function runCommand(line: string, commands: StageCommands): Promise<CommandResult> {
  const { folder, environment, output, signal, onProcess } = commands;
  const outputStart = fstatSync(output).size;
  const { file, args, shell } = await shellCommand(line, environment);
  const child = spawn(file, args, {
    cwd: folder,
    env: environment,
    shell,
    stdio: ["ignore", output, output],
    // A group of its own, so that it can be ended whole while we stay. On Windows this would open a window.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const exit = exitOf(child);
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endGroup(child.pid, exit);
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    if (child.pid !== undefined) await onProcess?.(await identifyProcess(child.pid));
    const ended = await exit;
    signal.throwIfAborted();
    return { line, outputStart, ...ended };
  } finally {
    signal.removeEventListener("abort", end);
    await ending;
    await onProcess?.(undefined);
  }
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

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";

import { openEventLog } from "../event-log.ts";
import { launchFailure } from "../failures.ts";
import { readPlan, writeProcess } from "../run-directory.ts";
import { runFile } from "../run-files.ts";
import { identifyProcess } from "#core/data/locks/process-identity";

/** A program and its first arguments: for our own command line, `[process.execPath, <its bundle>]`. */
export type Program = readonly [command: string, ...args: string[]];

/**
 * Starts the detached process of a run: `<program> runs exec <directory>`. It has a session of its own and writes
 * to files only, so it goes on when this process, its terminal or its editor ends.
 * Throws a Failure when the program cannot be started; the run then says so, too.
 */
export async function launchRun(directory: string, program: Program): Promise<void> {
  const { repository } = await readPlan(directory);
  const [command, ...args] = program;
  const log = openSync(runFile(directory, "output.log"), "a");
  try {
    const child = spawn(command, [...args, "runs", "exec", directory], {
      cwd: repository,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", log, log],
      // In the editor, `process.execPath` is Electron, which is Node only when it is told to be.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    await spawned(child).catch(async (error: unknown) => {
      throw await recordLaunchFailure(directory, command, error);
    });
    child.unref();
    await noteProcess(directory, child.pid);
  } finally {
    closeSync(log);
  }
}

async function spawned(child: ChildProcess): Promise<void> {
  await once(child, "spawn");
}

/**
 * The process notes itself, too; done here as well, there is no moment in which a started run has no process. That it
 * cannot be done here says nothing about the run.
 */
async function noteProcess(directory: string, pid: number | undefined): Promise<void> {
  const identity = pid === undefined ? undefined : await identifyProcess(pid);
  if (identity) await writeProcess(directory, identity).catch(() => undefined);
}

async function recordLaunchFailure(directory: string, command: string, error: unknown): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const failure = launchFailure(command, error);
  const events = openEventLog(directory);
  events.append({ kind: "finished", state: "failed", error: failure.message });
  events.close();
  return failure;
}

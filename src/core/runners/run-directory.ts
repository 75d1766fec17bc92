import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { parseObject } from "#core/data/json-object";
import { isProcessIdentity } from "#core/data/locks/process-identity";

import { openEventLog } from "./event-log.ts";
import { unreadableRunFailure } from "./failures.ts";
import type { ProcessIdentity } from "#core/data/locks/process-identity";
import { runDirectory, runFile, runsFolder } from "./run-files.ts";
import type { RunPlan } from "./run.ts";

/** A name that sorts by time and that no other run has: `20260131-235959-a1b2c3`. */
export function newRunId(now: Date): string {
  const [day, time] = now.toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  return `${day}-${time}-${randomBytes(3).toString("hex")}`;
}

/**
 * Makes the directory of a run that waits to be started, and gives its absolute path.
 * It appears under its name when it is complete, so nobody reads half of it.
 */
export async function createRunDirectory(plan: RunPlan): Promise<string> {
  const directory = runDirectory(plan.repository, plan.id);
  const draft = join(runsFolder(plan.repository), `.${plan.id}`);
  await mkdir(draft, { recursive: true });
  await writeFile(runFile(draft, "plan.json"), `${JSON.stringify(plan, undefined, 2)}\n`);
  await writeFile(runFile(draft, "output.log"), "");
  const events = openEventLog(draft);
  events.append({ kind: "queued" });
  events.close();
  await rename(draft, directory);
  return directory;
}

/** The plan of a run. Throws a Failure when there is none or when it is of another version. */
export async function readPlan(directory: string): Promise<RunPlan> {
  const text = await readFile(runFile(directory, "plan.json"), "utf8").catch((cause: unknown) => {
    throw unreadableRunFailure(directory, cause);
  });
  const plan = parseObject(text);
  if (!isPlan(plan)) throw unreadableRunFailure(directory);
  return plan;
}

/** Only this program writes plans, so the version vouches for the shape. */
function isPlan(value: object | undefined): value is RunPlan {
  return (
    value !== undefined && "version" in value && value.version === 1 && "id" in value && "repro" in value
  );
}

/** Notes which process does the run. */
export async function writeProcess(directory: string, identity: ProcessIdentity): Promise<void> {
  const path = runFile(directory, "pid");
  await writeFile(`${path}.new`, `${JSON.stringify(identity)}\n`);
  await rename(`${path}.new`, path);
}

/** Undefined when no process has been noted. */
export async function readProcess(directory: string): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readWhenThere(runFile(directory, "pid")));
}

/** Notes the commands of a run while they run, for whoever finds them when the process of the run was killed. */
export interface CommandNotes {
  /** The note is written when this returns. */
  add(command: ProcessIdentity): void;
  remove(command: ProcessIdentity): void;
}

/** Opens the notes of a run, for the one process that does it: a file for each command, named after its number. */
export function openCommandNotes(directory: string): CommandNotes {
  const folder = runFile(directory, "commands");
  return {
    add(command) {
      // The command before this one may have deleted it.
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, String(command.pid)), `${JSON.stringify(command)}\n`);
    },
    remove: (command) => rmSync(join(folder, String(command.pid)), { force: true }),
  };
}

/** The commands that are noted; those that have ended since may be among them. */
export async function readCommands(directory: string): Promise<readonly ProcessIdentity[]> {
  const folder = runFile(directory, "commands");
  const names = await readdir(folder).catch((error: unknown) => {
    if (isNotFound(error)) return [];
    throw error;
  });
  const texts = await Promise.all(names.map((name) => readWhenThere(join(folder, name))));
  return texts.flatMap((text) => parseIdentity(text) ?? []);
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  const value = parseObject(text);
  return isProcessIdentity(value) ? value : undefined;
}

async function readWhenThere(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (isNotFound(error)) return "";
    throw error;
  });
}

import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { Failure } from "#core/failure";

import { readLastLines } from "./append-only.ts";
import { parseEvents } from "./event-log.ts";
import { unknownRunFailure } from "./failures.ts";
import { isAlive } from "#core/data/locks/process-identity";
import { readPlan, readProcess } from "./run-directory.ts";
import { runDirectory, runFile, runsFolder } from "./run-files.ts";
import { runState, type RunFacts } from "./run-state.ts";
import type { Run, RunEvent } from "./run.ts";

/** How much of a log is shown where only its end is shown. */
export const shownLogLines = 10;

/** Reads where a run is. Throws a Failure when the directory is no run. */
export async function readRun(directory: string): Promise<Run> {
  const plan = await readPlan(directory);
  // The process is looked at first: one that finishes in between has written its last event before it ended.
  const process = await observeProcess(directory);
  const events = await readEvents(directory);
  const finished = events.some((event) => event.kind === "finished");
  const lastLines =
    process === "alive" || finished
      ? []
      : await readLastLines(runFile(directory, "output.log"), shownLogLines);
  return runState({ directory, plan, events, process, lastLines, now: new Date() });
}

/** Finds a run of a repository by its id. Throws a Failure when there is none. */
export async function findRun(repository: string, id: string): Promise<Run> {
  return readRun(await findRunDirectory(repository, id));
}

/** The absolute path of the directory of a run. Throws a Failure when there is none of that id. */
export async function findRunDirectory(repository: string, id: string): Promise<string> {
  const runs = basename(id) === id ? await readdir(runsFolder(repository)).catch(noFolder) : [];
  if (!runs.includes(id)) throw unknownRunFailure(id);
  return runDirectory(repository, id);
}

/** All runs of a repository, newest first. A directory that is no run, or is going away, is left out. */
export async function listRuns(repository: string): Promise<readonly Run[]> {
  const names = await readdir(runsFolder(repository)).catch(noFolder);
  const visible = names.filter((name) => !name.startsWith(".")).sort();
  const runs = await Promise.all(
    visible.map((name) => readRun(runDirectory(repository, name)).catch(leaveOut)),
  );
  return runs.filter((run) => run !== undefined).toReversed();
}

async function observeProcess(directory: string): Promise<RunFacts["process"]> {
  const identity = await readProcess(directory);
  if (identity === undefined) return "none";
  return (await isAlive(identity)) ? "alive" : "gone";
}

async function readEvents(directory: string): Promise<readonly RunEvent[]> {
  return parseEvents(await readFile(runFile(directory, "events.jsonl"), "utf8"));
}

function leaveOut(error: unknown): undefined {
  if (!(error instanceof Failure) && !isNotFound(error)) throw error;
}

function noFolder(error: unknown): string[] {
  if (isNotFound(error)) return [];
  throw error;
}

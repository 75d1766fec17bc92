import { readdir } from "node:fs/promises";

import { isNotFound } from "#core/data/atomic-write";
import { isAlive } from "#core/data/process-identity";

import { readRun } from "../read-run.ts";
import { clearStageProcess, readProcess } from "../run-directory.ts";
import { runDirectory, runsFolder } from "../run-files.ts";
import { signalGroup, waitUntilGone } from "./process-group.ts";

/** How long the operating system may take to end what was killed. */
const endMilliseconds = 5_000;

/**
 * Ends the commands that killed runs have left running in a folder, and gives the ids of these runs. Nobody records
 * what such a command makes any more, but it would write into the outputs of the next run.
 *
 * @param root absolute path of the folder in which stages are about to run.
 */
export async function endOrphans(root: string): Promise<readonly string[]> {
  const ids = await readdir(runsFolder(root)).catch((error: unknown) => {
    if (isNotFound(error)) return [];
    throw error;
  });
  const ended = await Promise.all(ids.map((id) => endOrphan(runDirectory(root, id), root)));
  return ids.filter((_, index) => ended[index]);
}

async function endOrphan(directory: string, root: string): Promise<boolean> {
  const command = await readProcess(directory, "stage-pid");
  if (command === undefined || !(await isAlive(command))) return false;
  const { state, workspace } = await readRun(directory);
  if (state !== "lost" || workspace !== root) return false;
  await endCommand(directory);
  return true;
}

/** Ends the command that a run has started and that still runs, with all that it started. */
export async function endCommand(directory: string): Promise<void> {
  const command = await readProcess(directory, "stage-pid");
  if (command === undefined || !(await isAlive(command))) return;
  await signalGroup(command.pid, "SIGKILL");
  await waitUntilGone(command, endMilliseconds);
  await clearStageProcess(directory);
}

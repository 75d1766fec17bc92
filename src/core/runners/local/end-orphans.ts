import { readdir } from "node:fs/promises";

import { isNotFound } from "#core/data/atomic-write";
import { isAlive, type ProcessIdentity } from "#core/data/locks/process-identity";

import { readRun } from "../read-run.ts";
import { readCommands } from "../run-directory.ts";
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
  if ((await livingCommands(directory)).length === 0) return false;
  const { state, workspace } = await readRun(directory);
  if (state !== "lost" || workspace !== root) return false;
  await endCommands(directory);
  return true;
}

/** Ends the commands that a run has started and that still run, with all that they started. */
export async function endCommands(directory: string): Promise<void> {
  for (const command of await livingCommands(directory)) {
    await signalGroup(command.pid, "SIGKILL");
    await waitUntilGone(command, endMilliseconds);
  }
}

async function livingCommands(directory: string): Promise<readonly ProcessIdentity[]> {
  const commands = await readCommands(directory);
  const living = await Promise.all(commands.map(isAlive));
  return commands.filter((_, index) => living[index]);
}

import { join } from "node:path";

import { ownFolder } from "#core/data/own-folder";

/**
 * The files of a run directory. `pid` is the process that does the run; the folder `commands` names those that it
 * has started and that outlive it when it is killed.
 */
export type RunFile = "plan.json" | "events.jsonl" | "output.log" | "pid" | "commands";

/** The folder with one directory for each run of a repository; Git ignores it because DVC ignores `.dvc/tmp`. */
export function runsFolder(repository: string): string {
  return ownFolder(repository, "runs");
}

export function runDirectory(repository: string, id: string): string {
  return join(runsFolder(repository), id);
}

export function runFile(directory: string, file: RunFile): string {
  return join(directory, file);
}

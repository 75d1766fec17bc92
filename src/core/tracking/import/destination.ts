import { dirname, join, posix } from "node:path";

import { isFolder } from "#core/data/is-folder";
import { pathExists } from "#core/data/path-exists";
import { ignoredPaths, trackedPaths } from "#core/git/changes";
import { isWithin } from "#core/pipeline/repository-path";
import {
  dvcFileIgnored,
  dvcFileTaken,
  ignoredByDvc,
  madeByStage,
  overlapping,
  pipelineInside,
  repositoryItself,
  trackedByGit,
} from "#core/tracking/addition-failures";
import { readSoundGraph } from "#core/tracking/data-tools";
import type { DataTools } from "#core/tracking/data-tools";
import { folderMissing } from "#core/tracking/failures";
import { pathFromRoot } from "#core/tracking/path-from-root";
import { refuseUnfitPath } from "#core/tracking/unfit-path";

import { alreadyThere } from "./failures.ts";

/** Where imported data is to be. */
export interface DestinationRequest {
  /** What the data is called at its origin: its name here, unless `out` says otherwise. */
  readonly name: string;
  /** A new name, or a folder to put it in; as the user typed it. */
  readonly out?: string | undefined;
  /** Absolute path of the folder in which it was typed. */
  readonly cwd: string;
  /** Replace what is there. */
  readonly force?: boolean | undefined;
}

export interface Destination {
  /** Repository-relative path of the data. */
  readonly path: string;
  /** Of its `.dvc` file. */
  readonly file: string;
}

/**
 * Decides where imported data goes. Throws a Failure, before anything is fetched, when it cannot be tracked there or
 * something is there already.
 */
export async function chooseDestination(
  tools: DataTools,
  { name, out, cwd, force }: DestinationRequest,
): Promise<Destination> {
  const { root, git } = tools;
  const isInto = out !== undefined && (await isFolder(join(root, pathFromRoot(root, cwd, out))));
  const path = pathFromRoot(root, cwd, out === undefined ? name : isInto ? join(out, name) : out);
  const file = `${path}.dvc`;
  if (path === ".") throw repositoryItself();
  await refuseUnfitPath(root, path);
  if (!(await isFolder(join(root, dirname(path))))) throw folderMissing(posix.dirname(path));
  if (await tools.ignore.ignores(path, "file")) throw ignoredByDvc(path);
  if (force !== true && (await pathExists(join(root, path)))) throw alreadyThere(path);
  if (force !== true && (await pathExists(join(root, file)))) throw alreadyThere(file);
  await refuseOverlaps(tools, path, file);
  if ((await trackedPaths(git, [path])).has(path)) throw trackedByGit(path);
  if ((await ignoredPaths(git, [file])).has(file)) throw dvcFileIgnored(file);
  return { path, file };
}

/** The data may replace what the same file tracks, and nothing else. */
async function refuseOverlaps(tools: DataTools, path: string, file: string): Promise<void> {
  const { outputs, files } = await readSoundGraph(tools);
  for (const output of outputs) {
    if (output.file === file && output.path !== path) throw dvcFileTaken(file, output.path);
    if (output.file === file) continue;
    if (isWithin(path, output.path) && output.stage !== undefined)
      throw madeByStage(path, output.path, output.stage);
    if (isWithin(path, output.path)) throw overlapping(output.path, path, file);
    if (isWithin(output.path, path)) throw overlapping(path, output.path, output.stage ?? output.file);
  }
  const inside = [...files.pipelines, ...files.data].find((name) => isWithin(name, path));
  if (inside !== undefined) throw pipelineInside(path, inside);
}

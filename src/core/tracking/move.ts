import { cp, rename, rm } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

import { hasCode } from "#core/data/atomic-write";
import type { PathHash } from "#core/data/hash/hash";
import { ignoreOutputs, stopIgnoringOutputs } from "#core/data/ignore-outputs";
import { isFolder } from "#core/data/is-folder";
import { pathExists } from "#core/data/path-exists";
import { readTextSync } from "#core/data/read-text";
import { writeLocked } from "#core/data/write-locked";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";

import { dvcFileTaken, ignoredByDvc, madeByStage, overlapping, wouldReplace } from "./addition-failures.ts";
import { hashIn, lookingWith, readSoundGraph, withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { folderMissing, notTrackedAlone } from "./failures.ts";
import { linkData } from "./link-data.ts";
import { movedDvcFile } from "./moved-dvc-file.ts";
import { pathFromRoot } from "./path-from-root.ts";
import type { DataPlace } from "./place.ts";
import { stageFiles } from "./stage-files.ts";
import type { GitChanges } from "./stage-files.ts";
import type { Tracked, TrackedOutput } from "./tracked.ts";
import { refuseUnfitPath } from "./unfit-path.ts";

export interface MoveRequest {
  /** Data that a `.dvc` file tracks, as the user typed it. */
  readonly from: string;
  /** A new path, or a folder that is there. */
  readonly to: string;
  /** Absolute path of the folder in which both were typed. */
  readonly cwd: string;
}

/** Repository-relative paths. */
export interface Moved extends GitChanges {
  readonly from: string;
  readonly to: string;
}

/** One move that was checked. */
interface Plan {
  readonly output: TrackedOutput;
  readonly to: string;
  /** The `.dvc` file after the move. */
  readonly file: string;
  /** Undefined when the data is not in the workspace; then only what tracks it moves. */
  readonly hash: PathHash | undefined;
  readonly text: string;
}

/**
 * Renames tracked data and, where it bears the same name, its `.dvc` file. What says where the data is now is written
 * before the old one goes, so that the same command finishes the work of one that was killed. Throws a Failure, before
 * anything is changed, where the new place is taken or no place for data.
 */
export function move(place: DataPlace, request: MoveRequest, work: Work): Promise<Moved> {
  return withData(place, work, async (tools) => {
    const plan = await planMove(tools, await readSoundGraph(tools), request);
    const from = plan.output.path;
    const files = await tools.writing([from, plan.to], () => carryOut(tools, plan));
    return { from, to: plan.to, ...(await stageFiles(tools, files)) };
  });
}

async function planMove(tools: DataTools, tracked: Tracked, { from, to, cwd }: MoveRequest): Promise<Plan> {
  const { root, ignore } = tools;
  const source = pathFromRoot(root, cwd, from);
  const output = tracked.outputs.find(({ path }) => path === source);
  if (output === undefined) throw notTrackedAlone(source);
  if (output.stage !== undefined) throw madeByStage(source, source, output.stage);
  const named = pathFromRoot(root, cwd, to);
  // Tracked data is no folder to put other data into; it may be what a move that was killed has moved already.
  const isData = tracked.outputs.some(({ path }) => path === named);
  const target =
    !isData && (await isFolder(join(root, named))) ? posix.join(named, posix.basename(source)) : named;
  await refuseUnfitPath(root, target);
  if (!(await pathExists(join(root, dirname(target))))) throw folderMissing(posix.dirname(target));
  if (await ignore.ignores(target, "file")) throw ignoredByDvc(target);
  const around = tracked.outputs.find(
    ({ path }) => path !== target && (isWithin(target, path) || isWithin(path, target)),
  );
  if (around !== undefined) throw overlapping(around.path, target, around.stage ?? around.file);
  return describe(tools, tracked, output, target);
}

async function describe(
  tools: DataTools,
  tracked: Tracked,
  output: TrackedOutput,
  to: string,
): Promise<Plan> {
  const { root } = tools;
  const from = output.path;
  const isHere = await pathExists(join(root, from));
  const hash = await hashIn(tools, isHere ? from : to);
  const isNamedAfter = posix.basename(output.file) === `${posix.basename(from)}.dvc`;
  const isAlone = tracked.outputs.filter(({ file }) => file === output.file).length === 1;
  const file = isNamedAfter && isAlone ? `${to}.dvc` : output.file;
  const text = movedDvcFile(readTextSync(join(root, output.file)) ?? "", {
    from,
    oldFile: output.file,
    to,
    file,
  });
  const isTaken = file !== output.file && (await pathExists(join(root, file)));
  // The move that was killed before has written exactly this.
  if (isTaken && readTextSync(join(root, file)) !== text) throw dvcFileTaken(file, to);
  const isResumed = isTaken && !isHere;
  if (!isResumed && (await pathExists(join(root, to)))) throw wouldReplace(to);
  return { output, to, file, hash, text };
}

async function carryOut(tools: DataTools, { output, to, file, hash, text }: Plan): Promise<string[]> {
  const { root, cache, git, placed } = tools;
  const from = output.path;
  const isHere = await pathExists(join(root, from));
  if (output.cache && hash !== undefined)
    await cache.insert(join(root, isHere ? from : to), hash, lookingWith(tools));
  await writeLocked(join(root, file), text);
  const changed = [file, output.file];
  if (output.cache) changed.push(...(await ignoreOutputs(git, [to])));
  if (isHere) await renameAnywhere(join(root, from), join(root, to));
  placed.forget(from);
  if (output.cache && hash !== undefined) {
    await linkData(tools, to, hash);
    placed.remember(to, hash.md5);
  }
  if (output.cache) changed.push(...(await stopIgnoringOutputs(git, [from])));
  if (file !== output.file) await rm(join(root, output.file), { force: true });
  return changed;
}

/** A rename, or a copy and a deletion where the new place is on another file system. */
async function renameAnywhere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    await cp(from, to, { recursive: true, verbatimSymlinks: true });
    await rm(from, { recursive: true });
  }
}

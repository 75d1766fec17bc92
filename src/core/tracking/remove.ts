import { rm } from "node:fs/promises";
import { join } from "node:path";

import { unprotect } from "#core/data/cache/unprotect";
import { stopIgnoringOutputs } from "#core/data/ignore-outputs";
import { placeInRepository } from "#core/data/place-in-repository";
import { readTextSync } from "#core/data/read-text";
import { writeLocked } from "#core/data/write-locked";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { Stage } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import type { Work } from "#core/progress";

import { withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { generatedStage, outputOutside, removeByFile, targetUnknown } from "./failures.ts";
import { pathFromRoot } from "./path-from-root.ts";
import type { DataPlace } from "./place.ts";
import { refuseBroken } from "./read-sound.ts";
import { withoutStage } from "./remove-stage.ts";
import { readTarget } from "./target.ts";
import { readTracked } from "./tracked.ts";
import type { Tracked, TrackedOutput } from "./tracked.ts";

export interface RemoveRequest {
  /** `.dvc` files, dvc.yaml files and stages, as the user typed them. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
  /** Delete the data as well. */
  readonly outs?: boolean;
}

/** What a removal did; repository-relative paths. */
export interface RemovedTargets {
  /** `.dvc` files and stages. */
  readonly removed: readonly string[];
  /** Files that were changed or deleted, except for data. */
  readonly files: readonly string[];
}

/** One `.dvc` file, or one definition of a dvc.yaml with the stages that it makes. */
interface Removal {
  readonly name: string;
  readonly file: string;
  readonly definition?: string;
  readonly stages: readonly Stage[];
  readonly outputs: readonly TrackedOutput[];
}

/**
 * Stops tracking: `.dvc` files go, stages are taken out of dvc.yaml and dvc.lock, names out of `.gitignore`. The data
 * stays as private files, unless it is to be deleted. What says that data is tracked goes last, so that the same command
 * finishes the work of one that was killed. Throws a Failure, before anything is changed, for an unknown target.
 */
export function remove(place: DataPlace, request: RemoveRequest, work: Work): Promise<RemovedTargets> {
  return withData(place, work, async (tools) => {
    const tracked = await readTracked(tools, tools.config.loading);
    const removals = request.targets.flatMap((target) =>
      findRemovals(tools.root, tracked, request.cwd, target),
    );
    // Other than dvc this takes away records of data where none can be: it is the way out of them.
    const isInTheWay = ({ code }: Problem): boolean => request.outs === true || code !== "dvc/output-ignored";
    for (const { file } of removals) refuseBroken(tools.root, errorsIn(tracked, file).filter(isInTheWay));
    if (request.outs === true) for (const { outputs } of removals) refuseOutside(tools.root, outputs);
    const files: string[] = [];
    for (const removal of removals) {
      const paths = removal.outputs.map(({ path }) => path);
      await tools.writing(paths, async () => {
        files.push(...(await removeOne(tools, removal, request.outs === true)));
      });
    }
    return { removed: removals.map(({ name }) => name), files: [...new Set(files)].toSorted() };
  });
}

function findRemovals(root: string, tracked: Tracked, cwd: string, target: string): Removal[] {
  const { outputs, files, pipeline } = tracked;
  const { file, name: word } = readTarget(root, cwd, target);
  if (files.data.includes(file) && word === undefined)
    return [{ name: file, file, stages: [], outputs: outputs.filter((output) => output.file === file) }];
  const stages = pipeline.stages.filter((stage) => stage.file === file);
  const generated = stages.find((stage) => stage.name === word && stage.expansion !== undefined);
  if (generated?.expansion) throw generatedStage(generated.address, generated.expansion.group);
  const definitions = pipeline.files.find(({ path }) => path === file)?.definitions ?? [];
  const wanted = definitions.filter(({ name }) => word === undefined || name === word);
  if (wanted.length > 0) return wanted.map(({ name }) => removalOf(file, name, stages, outputs));
  const data = outputs.find((output) => output.path === pathFromRoot(root, cwd, target));
  if (data !== undefined) throw removeByFile(data.path, data.stage ?? data.file);
  throw targetUnknown(target, [...files.data, ...pipeline.stages.map(({ address }) => address)]);
}

/** A definition of a dvc.yaml, whose stages are among those given. */
function removalOf(
  file: string,
  definition: string,
  stages: readonly Stage[],
  outputs: readonly TrackedOutput[],
): Removal {
  const made = stages.filter(({ name, expansion }) => (expansion?.group ?? name) === definition);
  const addresses = new Set(made.map(({ address }) => address));
  return {
    name: file === "dvc.yaml" ? definition : `${file}:${definition}`,
    file,
    definition,
    stages: made,
    outputs: outputs.filter(({ stage }) => stage !== undefined && addresses.has(stage)),
  };
}

/** What a broken file tracks is not certain; and a text that makes no sense cannot be edited. */
function errorsIn({ problems }: Tracked, file: string): Tracked["problems"] {
  const files = file.endsWith(".dvc") ? [file] : [file, lockPathOf(file)];
  return problems.filter((problem) => files.includes(problem.file));
}

function refuseOutside(root: string, outputs: readonly TrackedOutput[]): void {
  for (const { path } of outputs) if (placeInRepository(root, path) === undefined) throw outputOutside(path);
}

async function removeOne(tools: DataTools, removal: Removal, deletesData: boolean): Promise<string[]> {
  const { root, git, placed } = tools;
  for (const { path } of removal.outputs) {
    if (placeInRepository(root, path) === undefined) continue;
    if (deletesData) await rm(join(root, path), { recursive: true, force: true });
    else await unprotect(join(root, path), root);
    placed.forget(path);
  }
  const cached = removal.outputs.filter(({ cache }) => cache).map(({ path }) => path);
  const files = await stopIgnoringOutputs(git, cached);
  if (removal.definition === undefined) {
    await rm(join(root, removal.file), { force: true });
    return [...files, removal.file];
  }
  const lock = lockPathOf(removal.file);
  const names = removal.stages.map(({ name }) => name);
  if (await editFile(root, lock, (text) => without(lock, text, names))) files.push(lock);
  const definition = removal.definition;
  if (await editFile(root, removal.file, (text) => withoutStage(removal.file, text, definition)))
    files.push(removal.file);
  return files;
}

function without(file: string, text: string, names: readonly string[]): string | undefined {
  let edited: string | undefined = text;
  for (const name of names) if (edited !== undefined) edited = withoutStage(file, edited, name);
  return edited;
}

/** Writes or deletes a file after a change of its text; false when it is the same. */
async function editFile(
  root: string,
  file: string,
  change: (text: string) => string | undefined,
): Promise<boolean> {
  const text = readTextSync(join(root, file));
  if (text === undefined) return false;
  const edited = change(text);
  if (edited === text) return false;
  if (edited === undefined) await rm(join(root, file), { force: true });
  else await writeLocked(join(root, file), edited);
  return true;
}

import { basename, join, posix, resolve } from "node:path";

import { isListing } from "#core/data/cache/object-name";
import { isFolder } from "#core/data/is-folder";
import { pathExists } from "#core/data/path-exists";
import { ignoredPaths, trackedPaths } from "#core/git/changes";
import { createPathTrie } from "#core/pipeline/graph/path-trie";
import { isWithin } from "#core/pipeline/repository-path";

import {
  dvcFileIgnored,
  dvcFileTaken,
  ignoredByDvc,
  insideTrackedFile,
  madeByStage,
  nothingMatches,
  overlapping,
  overlappingTargets,
  pipelineInside,
  repositoryItself,
  trackedByGit,
  wouldReplace,
} from "./addition-failures.ts";
import { readSoundGraph } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { nothingThere } from "./failures.ts";
import { globPaths } from "./glob-paths.ts";
import { pathFromRoot } from "./path-from-root.ts";
import type { Tracked, TrackedOutput } from "./tracked.ts";
import { refuseUnfitPath } from "./unfit-path.ts";

/** Which data to track. */
export interface AdditionRequest {
  /** Files and folders as the user typed them. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
  /** The targets are patterns. */
  readonly glob?: boolean;
  /** Where the data of the one target is to be put; then the target may lie anywhere. */
  readonly out?: string;
  /** Replace what stands in the way of the data or of its `.dvc` file. */
  readonly force?: boolean;
}

/** One file or folder that is to be tracked. Paths are repository-relative. */
export interface Addition {
  /** What is tracked anew: an output, or a part of one. */
  readonly path: string;
  /** Absolute path of the data now. */
  readonly source: string;
  /** Where it is recorded. */
  readonly file: string;
  /** What is recorded of it, or of the folder around it, up to now. */
  readonly existing: TrackedOutput | undefined;
  /** A rule of Git ignores the output already. */
  readonly isIgnored: boolean;
}

/**
 * What a request adds, after all of it was checked: throws a Failure, before anything is changed, for what DVC refuses
 * to track.
 */
export async function planAdditions(tools: DataTools, request: AdditionRequest): Promise<Addition[]> {
  const tracked = await readSoundGraph(tools);
  const found: Omit<Addition, "isIgnored">[] = [];
  for (const { path, source } of await placesOf(tools, request)) {
    if (found.some((other) => other.path === path)) continue;
    found.push(await checkTarget(tools, tracked, { path, source, force: request.force === true }));
  }
  refuseOverlaps(tracked, found);
  return checkWithGit(tools, found);
}

interface Place {
  readonly path: string;
  readonly source: string;
}

async function placesOf({ root }: DataTools, request: AdditionRequest): Promise<Place[]> {
  const { targets, cwd, out } = request;
  const [target] = targets;
  if (out !== undefined && target !== undefined) return [await placeOfCopy(root, request, target, out)];
  const all: Place[] = [];
  for (const word of targets) {
    const words = request.glob === true ? await globPaths(cwd, word) : [word];
    if (words.length === 0) throw nothingMatches(word);
    for (const each of words) all.push({ path: pathFromRoot(root, cwd, each), source: resolve(cwd, each) });
  }
  return all;
}

async function placeOfCopy(
  root: string,
  { cwd, force }: AdditionRequest,
  target: string,
  out: string,
): Promise<Place> {
  const source = resolve(cwd, target);
  const isInto = await isFolder(resolve(cwd, out));
  const path = pathFromRoot(root, cwd, isInto ? join(out, basename(source)) : out);
  if (force !== true && (await pathExists(join(root, path)))) throw wouldReplace(path);
  return { path, source };
}

async function checkTarget(
  tools: DataTools,
  tracked: Tracked,
  { path, source, force }: Place & { readonly force: boolean },
): Promise<Omit<Addition, "isIgnored">> {
  if (path === ".") throw repositoryItself();
  await refuseUnfitPath(tools.root, path);
  const existing = tracked.outputs.find((output) => isWithin(path, output.path));
  if (existing?.stage !== undefined) throw madeByStage(path, existing.path, existing.stage);
  const isPart = existing !== undefined && existing.path !== path;
  if (isPart && existing.recorded?.md5 !== undefined && !isListing(existing.recorded.md5))
    throw insideTrackedFile(path, existing.path);
  const isThere = await pathExists(source);
  // What is gone from a tracked folder is a change of the folder; `withPart` knows whether it was ever there.
  if (!isThere && !isPart) throw nothingThere(path);
  const kind = isThere && (await isFolder(source)) ? "folder" : "file";
  if (await tools.ignore.ignores(path, kind)) throw ignoredByDvc(path);
  const file = existing?.file ?? `${path}.dvc`;
  if (existing === undefined && !force) await refuseTakenFile(tools.root, tracked, file);
  return { path, source, file, existing };
}

async function refuseTakenFile(root: string, { outputs }: Tracked, file: string): Promise<void> {
  const [other] = outputs.filter((output) => output.file === file);
  if (other !== undefined) throw dvcFileTaken(file, other.path);
  if (await pathExists(join(root, file))) throw wouldReplace(file);
}

function refuseOverlaps(
  { outputs, files }: Tracked,
  additions: readonly Omit<Addition, "isIgnored">[],
): void {
  const added = additions.filter(({ existing }) => existing === undefined);
  const known = createPathTrie<TrackedOutput>();
  for (const output of outputs) known.add(output.path, output);
  for (const { path } of added) {
    const [inside] = known.below(path);
    if (inside !== undefined) throw overlapping(path, inside.path, inside.stage ?? inside.file);
    const file = [...files.pipelines, ...files.data].find((name) => isWithin(name, path));
    if (file !== undefined) throw pipelineInside(path, file);
    const other = added.find((candidate) => candidate.path !== path && isWithin(candidate.path, path));
    if (other !== undefined) throw overlappingTargets(path, other.path);
  }
}

async function checkWithGit(
  { git }: DataTools,
  additions: readonly Omit<Addition, "isIgnored">[],
): Promise<Addition[]> {
  const cached = additions.filter(({ existing }) => existing?.cache !== false);
  const outputs = [...new Set(cached.map(outputOf))];
  const [inGit, ignored] = await Promise.all([
    trackedPaths(git, outputs),
    ignoredPaths(git, [...outputs, ...additions.map(({ file }) => file)]),
  ]);
  for (const addition of cached) if (inGit.has(outputOf(addition))) throw trackedByGit(outputOf(addition));
  for (const { file } of additions) if (ignored.has(file)) throw dvcFileIgnored(file);
  return additions.map((addition) => ({ ...addition, isIgnored: ignored.has(outputOf(addition)) }));
}

/** The output that an addition is, or is a part of. */
export function outputOf({ path, existing }: Pick<Addition, "path" | "existing">): string {
  return existing?.path ?? posix.normalize(path);
}

import { join } from "node:path";

import { parseDvcFile } from "#core/data/dvc-file";
import type { TrackedData } from "#core/data/dvc-file";
import { withFileHash } from "#core/data/dvc-file-hash";
import { hashPath } from "#core/data/hash/hash";
import type { PathHash } from "#core/data/hash/hash";
import { asLegacyRecorded } from "#core/data/legacy-record";
import { ignoreOutputs } from "#core/data/ignore-outputs";
import { readTextSync } from "#core/data/read-text";
import { isRecorded, recordHash } from "#core/data/record-hash";
import { removeLeftovers, writeLocked } from "#core/data/write-locked";
import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { Work } from "#core/progress";
import { commitStages } from "#core/runners/local/commit-stages";

import { lookingWith, readSelected, withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { commitChanged, nothingThere } from "./failures.ts";
import { linkData } from "./link-data.ts";
import type { DataPlace } from "./place.ts";
import { selectedStages } from "./select-data.ts";
import type { TargetRequest } from "./select-data.ts";

export interface CommitRequest extends TargetRequest {
  /** Record also what differs from what was recorded. */
  readonly force?: boolean;
  /** Leave the files of the workspace as they are, whatever `cache.type` says. */
  readonly noRelink?: boolean;
}

/** What a commit did; repository-relative paths. */
export interface Committed {
  /** `.dvc` files and addresses of stages that are recorded now. */
  readonly committed: readonly string[];
  /** The files in which that was written, where they said something else. */
  readonly files: readonly string[];
}

/** One output of a `.dvc` file, and what it holds now. */
interface Found {
  readonly index: number;
  readonly recorded: TrackedData;
  readonly hash: PathHash;
  readonly isChanged: boolean;
}

interface DataFile {
  readonly file: string;
  readonly text: string;
  readonly outputs: readonly Found[];
}

/**
 * Stores data as it is in the workspace and records it: what was edited since it was added, or was added without
 * being stored. Throws a Failure, before anything is changed, when something differs from what is recorded and `force`
 * is not set, or is not there.
 */
export function commit(place: DataPlace, request: CommitRequest, work: Work): Promise<Committed> {
  return withData(place, work, async (tools) => {
    const { tracked, selected } = await readSelected(tools, request);
    const files = new Set(
      selected.flatMap(({ output }) => (output.stage === undefined ? [output.file] : [])),
    );
    const found: DataFile[] = [];
    for (const file of files) found.push(await lookAt(tools, file));
    if (request.force !== true) refuseChanges(found);
    const addresses = selectedStages(tools.root, tracked, request, selected);
    const written = [...(await commitPipeline(tools, addresses, request))];
    for (const { path } of tracked.pipeline.files) removeLeftovers(join(tools.root, lockPathOf(path)));
    for (const data of found) written.push(...(await commitFile(tools, data, request)));
    return { committed: [...files, ...addresses], files: [...new Set(written)].toSorted() };
  });
}

async function commitPipeline(
  { root, config, work, writing }: DataTools,
  addresses: readonly string[],
  { force = false, noRelink = false }: CommitRequest,
): Promise<readonly string[]> {
  if (addresses.length === 0) return [];
  const { cacheDir } = config;
  return commitStages({ root, cacheDir, addresses, force, noRelink, signal: work.signal }, writing);
}

async function lookAt(tools: DataTools, file: string): Promise<DataFile> {
  const text = readTextSync(join(tools.root, file)) ?? "";
  const { outs } = parseDvcFile(file, text);
  const outputs: Found[] = [];
  for (const [index, recorded] of outs.entries()) {
    const path = join(tools.root, recorded.path);
    const hash = await hashPath(path, lookingWith(tools));
    if (hash === undefined) throw nothingThere(recorded.path);
    outputs.push({ index, recorded, hash, isChanged: await isChanged(tools, path, recorded, hash) });
  }
  return { file, text, outputs };
}

/** What DVC 2 recorded is compared by its own hash. */
async function isChanged(
  tools: DataTools,
  path: string,
  recorded: TrackedData,
  hash: PathHash,
): Promise<boolean> {
  if (recorded.hash !== undefined || recorded.md5 === undefined) return !isRecorded(recorded, hash.md5);
  return (await asLegacyRecorded(path, recorded, lookingWith(tools))) === undefined;
}

function refuseChanges(files: readonly DataFile[]): void {
  const changed = files.flatMap(({ outputs }) => outputs.filter((output) => output.isChanged));
  if (changed.length > 0) throw commitChanged(changed.map(({ recorded }) => recorded.path));
}

/** Gives the files that were written. Data is in the cache before anything names it. */
async function commitFile(
  tools: DataTools,
  { file, text, outputs }: DataFile,
  { force = false, noRelink = false }: CommitRequest,
): Promise<string[]> {
  const { root, cache, git, placed } = tools;
  const kept = outputs.filter(({ recorded }) => recorded.cache);
  const paths = outputs.map(({ recorded }) => recorded.path);
  return tools.writing(paths, async () => {
    for (const { recorded, hash } of kept)
      await cache.insert(join(root, recorded.path), hash, lookingWith(tools));
    const edited = recordedText(text, outputs, force);
    if (edited !== text) await writeLocked(join(root, file), edited);
    const isSaved = force || edited !== text;
    const keptPaths = kept.map(({ recorded }) => recorded.path);
    const ignored = isSaved ? await ignoreOutputs(git, keptPaths) : [];
    for (const { recorded, hash } of noRelink ? [] : kept) {
      await linkData(tools, recorded.path, hash);
      placed.remember(recorded.path, hash.md5);
    }
    return edited === text ? ignored : [file, ...ignored];
  });
}

/** The text of a `.dvc` file with what its outputs hold now. DVC makes the file's own hash anew when it writes the file. */
function recordedText(text: string, outputs: readonly Found[], force: boolean): string {
  let edited = text;
  for (const { index, recorded, hash, isChanged: isNew } of outputs)
    if (isNew) edited = recordHash(edited, index, recorded, hash);
  return edited !== text || force ? withFileHash(edited) : edited;
}

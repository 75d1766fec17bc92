import { basename, join } from "node:path";

import { parseDvcFile } from "#core/data/dvc-file";
import { withFileHash } from "#core/data/dvc-file-hash";
import { addIgnoreEntries } from "#core/data/git-ignore-file";
import { brokenLink } from "#core/data/failures";
import { asLegacyRecorded } from "#core/data/legacy-record";
import { hashPath } from "#core/data/hash/hash";
import { pathExists } from "#core/data/path-exists";
import { readTextSync } from "#core/data/read-text";
import { newDvcFile, recordHash } from "#core/data/record-hash";
import type { ContentFacts } from "#core/data/record-hash";
import { writeLocked } from "#core/data/write-locked";
import type { Work } from "#core/progress";

import { listingOnly, withPart } from "./add-part.ts";
import { lookingWith, withData } from "./data-tools.ts";
import type { DataTools } from "./data-tools.ts";
import { nothingThere } from "./failures.ts";
import { linkData } from "./link-data.ts";
import type { DataPlace } from "./place.ts";
import { outputOf, planAdditions } from "./plan-additions.ts";
import type { Addition, AdditionRequest } from "./plan-additions.ts";
import { stageFiles } from "./stage-files.ts";
import type { GitChanges } from "./stage-files.ts";

export interface AddRequest extends AdditionRequest {
  /** Record the data without storing it in the cache. */
  readonly noCommit?: boolean;
  /** Leave the files of the workspace as they are, whatever `cache.type` says. */
  readonly noRelink?: boolean;
}

export interface Added extends GitChanges {
  /** Repository-relative paths of what is tracked now. */
  readonly data: readonly string[];
}

/**
 * Tracks files and folders: their data goes into the cache, what it is into `.dvc` files, and its names into
 * `.gitignore`. What is tracked already is recorded anew, also when a part of a tracked folder is named.
 * All targets are checked before the first is changed. Data is in the cache before anything names it, so that a
 * process that is killed loses nothing, and the same command finishes the work.
 * Throws a Failure for what DVC refuses to track.
 */
export async function add(place: DataPlace, request: AddRequest, work: Work): Promise<Added> {
  return withData(place, work, async (tools) => {
    const additions = await planAdditions(tools, request);
    const changed: string[] = [];
    for (const addition of additions) {
      await tools.writing([outputOf(addition)], async () => {
        changed.push(...(await addOne(tools, addition, request)));
      });
    }
    return { data: additions.map(({ path }) => path), ...(await stageFiles(tools, changed)) };
  });
}

/** Gives the files that changed. */
async function addOne(tools: DataTools, addition: Addition, request: AddRequest): Promise<string[]> {
  const { root, cache, placed } = tools;
  const { path, source, file, existing } = addition;
  const output = outputOf(addition);
  const isCached = existing?.cache !== false;
  const isKept = isCached && request.noCommit !== true;
  const isPart = existing !== undefined && existing.path !== path;
  if (!isPart && (await isStoredByDvc2(tools, addition)))
    return isCached && !addition.isIgnored ? [...(await addIgnoreEntries(root, [output]))] : [];
  const isStoredAtOnce = isKept && !isPart;
  const hash = await (isStoredAtOnce
    ? cache.store(source, lookingWith(tools))
    : hashPath(source, lookingWith(tools)));
  const folder = isPart ? await withPart(tools, existing, path, hash) : undefined;
  const facts = folder?.facts ?? hash;
  if (facts === undefined) throw (await pathExists(source)) ? brokenLink(path) : nothingThere(path);
  if (isKept && folder !== undefined) {
    if (hash !== undefined) await cache.insert(source, hash, lookingWith(tools));
    await cache.insert(join(root, output), listingOnly(folder), lookingWith(tools));
  }
  const changed = [...(await write(tools, file, textWith(tools, addition, facts)))];
  if (isCached && !addition.isIgnored) changed.push(...(await addIgnoreEntries(root, [output])));
  const isElsewhere = source !== join(root, path);
  if (isKept && hash !== undefined && (isElsewhere || request.noRelink !== true)) {
    await linkData(tools, path, hash, { force: isElsewhere });
    if (output === path) placed.remember(path, hash.md5);
  }
  return changed;
}

/** DVC 2 recorded what is there, and the cache has it: then the record stays as it is, as with DVC. */
async function isStoredByDvc2(tools: DataTools, { path, source, existing }: Addition): Promise<boolean> {
  const md5 = existing?.recorded?.md5;
  if (existing?.path !== path || md5 === undefined) return false;
  if ((await asLegacyRecorded(source, existing.recorded, lookingWith(tools))) === undefined) return false;
  return !existing.cache || (await tools.cache.missing([md5])).size === 0;
}

function textWith({ root }: DataTools, { path, file, existing }: Addition, facts: ContentFacts): string {
  if (existing === undefined) return newDvcFile(basename(path), facts);
  const text = readTextSync(join(root, file)) ?? "";
  const { outs } = parseDvcFile(file, text);
  const index = outs.findIndex((output) => output.path === existing.path);
  const recorded = outs[index];
  return recorded === undefined ? text : withFileHash(recordHash(text, index, recorded, facts));
}

async function write({ root }: DataTools, file: string, text: string): Promise<readonly string[]> {
  if (readTextSync(join(root, file)) === text) return [];
  await writeLocked(join(root, file), text);
  return [file];
}

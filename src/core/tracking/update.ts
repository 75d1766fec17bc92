import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { writeLocked } from "#core/data/write-locked";
import type { ContentFacts } from "#core/data/record-hash";
import type { Work } from "#core/progress";
import { bringData } from "#core/tracking/import/bring-data";
import type { DataStore } from "#core/tracking/import/data-store";
import { importNotUnderstood, notAnImport, notToRemote } from "#core/tracking/import/failures";
import { readImport } from "#core/tracking/import/import-file";
import type { Origin, RepositoryOrigin, UrlOrigin } from "#core/tracking/import/import-file";
import { checkOut } from "#core/tracking/import/place-import";
import { latestCommit } from "#core/tracking/import/source-commit";
import { updatedImport } from "#core/tracking/import/updated-import";
import { bringUrl, lookAtUrl } from "#core/tracking/import/url-data";
import { findUrlPlace } from "#core/tracking/import/url-place";

import { readSelected, withData } from "./data-tools.ts";
import { bringToRemote } from "./import-url.ts";
import { commitWith, openStore } from "./import.ts";
import type { DataPlace } from "./place.ts";
import { stageFiles } from "./stage-files.ts";
import type { GitChanges } from "./stage-files.ts";
import type { TrackedOutput } from "./tracked.ts";

export interface UpdateRequest {
  /** `.dvc` files, or the data that they track, as the user typed them. */
  readonly targets: readonly string[];
  /** Absolute path of the folder in which they were typed. */
  readonly cwd: string;
  /** A folder stands for everything that is imported below it. */
  readonly recursive?: boolean;
  /** Another branch, tag or commit of the other repository. */
  readonly rev?: string | undefined;
  /** Record what is there now and leave it there. */
  readonly noDownload?: boolean;
  /** Bring the data into a remote and not here: the name of the remote, or true for the default one. */
  readonly toRemote?: string | true | undefined;
  readonly jobs?: number | undefined;
}

export interface Updated extends GitChanges {
  /** Repository-relative `.dvc` files whose origin has moved; their data is recorded anew. */
  readonly updated: readonly string[];
  /** Those whose origin is as it was. */
  readonly unchanged: readonly string[];
}

/**
 * Records what imported data is at its origin now, and brings it here where it changed. Data of the workspace that was
 * changed since and is nowhere else is never replaced: that is a Failure, as is a target that was not imported.
 */
export async function update(place: DataPlace, request: UpdateRequest, work: Work): Promise<Updated> {
  const outputs = await withData(place, work, async (tools) => {
    const { selected } = await readSelected(tools, request);
    return [...new Map(selected.map(({ output }) => [output.file, output])).values()];
  });
  const imports = await Promise.all(outputs.map((output) => readOne(place, output)));
  const store = await openStore(place);
  const updated: string[] = [];
  const changed: string[] = [];
  for (const each of imports) {
    const found = await lookForNews(each, request, store, work);
    if (found === undefined) continue;
    updated.push(each.output.file);
    changed.push(await record(place, each, found, work));
  }
  const git = await withData(place, work, (tools) => stageFiles(tools, changed));
  const unchanged = imports.map(({ output }) => output.file).filter((file) => !updated.includes(file));
  return { updated, unchanged, ...git };
}

/** An import as it is recorded. */
interface ImportToUpdate {
  readonly output: TrackedOutput;
  readonly origin: Origin;
  /** Absolute path of the folder of its `.dvc` file. */
  readonly folder: string;
}

async function readOne({ root }: DataPlace, output: TrackedOutput): Promise<ImportToUpdate> {
  const record = readImport(await readFile(join(root, output.file), "utf8"));
  if (output.stage !== undefined || record === undefined) throw notAnImport(output.file);
  if (record.unsupported !== undefined) throw importNotUnderstood(output.file, record.unsupported);
  return { output, origin: record.origin, folder: dirname(join(root, output.file)) };
}

/** What the origin of an import is now. */
interface News {
  readonly origin: Origin;
  /** Absent when the data was left where it is. */
  readonly facts?: ContentFacts | undefined;
  /** The data is in the cache and belongs into the workspace. */
  readonly isHere: boolean;
}

/** Undefined when the origin is as it was and the data was brought already. */
function lookForNews(
  { output, origin, folder }: ImportToUpdate,
  request: UpdateRequest,
  store: DataStore,
  work: Work,
): Promise<News | undefined> {
  const isBrought = output.recorded?.md5 !== undefined;
  return origin.kind === "repository"
    ? newsOfRepository({ origin, folder, isBrought }, request, store, work)
    : newsOfUrl({ origin, folder, isBrought }, request, store, work);
}

interface Known<Kind extends Origin> {
  readonly origin: Kind;
  readonly folder: string;
  readonly isBrought: boolean;
}

async function newsOfRepository(
  { origin, folder, isBrought }: Known<RepositoryOrigin>,
  request: UpdateRequest,
  store: DataStore,
  work: Work,
): Promise<News | undefined> {
  if (request.toRemote !== undefined) throw notToRemote(origin.url);
  const rev = request.rev ?? origin.rev;
  const from = { ...origin, rev, revLock: undefined, base: folder };
  const isSettled = isBrought && rev === origin.rev && origin.revLock !== undefined;
  if (isSettled && (await latestCommit(from, work.signal)) === origin.revLock) return undefined;
  if (request.noDownload === true) {
    return { origin: { ...origin, rev, revLock: await commitWith(from, work) }, isHere: false };
  }
  const { facts, commit } = await bringData(from, store, work);
  if (isSettled && commit === origin.revLock) return undefined;
  return { origin: { ...origin, rev, revLock: commit }, facts, isHere: true };
}

async function newsOfUrl(
  { origin, folder, isBrought }: Known<UrlOrigin>,
  request: UpdateRequest,
  store: DataStore,
  work: Work,
): Promise<News | undefined> {
  const asked = { url: origin.url, place: findUrlPlace(origin, folder, store.config), jobs: request.jobs };
  const { facts } = await lookAtUrl(asked, store.root, work);
  const isSame = facts.key === origin.facts?.key && facts.value === origin.facts.value;
  if (isSame && isBrought) return undefined;
  if (request.noDownload === true) return { origin: { ...origin, facts }, isHere: false };
  const { toRemote } = request;
  const found =
    toRemote === undefined
      ? await bringUrl(asked, store, work)
      : await bringToRemote(asked, store, toRemote, work);
  return { origin: { ...origin, facts: found.facts }, facts: found.data, isHere: toRemote === undefined };
}

/**
 * Puts the data into the workspace and records it, in this order: when something there may not be replaced, nothing has
 * changed.
 */
function record(place: DataPlace, { output }: ImportToUpdate, news: News, work: Work): Promise<string> {
  return withData(place, work, (tools) =>
    tools.writing([output.path], async () => {
      const file = join(place.root, output.file);
      if (news.isHere && news.facts !== undefined) await checkOut(tools, output.path, news.facts, false);
      await writeLocked(file, updatedImport(output.file, await readFile(file, "utf8"), news));
      return output.file;
    }),
  );
}

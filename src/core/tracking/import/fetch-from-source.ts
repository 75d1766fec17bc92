import { posix } from "node:path";

import { isListing } from "#core/data/cache/object-name";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { isFolder } from "#core/data/is-folder";
import { Failure } from "#core/failure";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";
import { downloadOutputs } from "#core/tracking/transfer/download";
import { withDownloads } from "#core/tracking/transfer/download-folder";
import { chooseRemote } from "#core/tracking/transfer/plan";
import type { WantedOutput } from "#core/tracking/transfer/plan";
import { withRemote } from "#core/tracking/transfer/with-remote";

import type { DataStore } from "./data-store.ts";
import { sourceLacksData, sourceRemote } from "./failures.ts";
import type { Source, SourceData } from "./source.ts";

/** Tracked data of a source that is wanted. */
interface SourceRequest {
  readonly pieces: readonly SourceData[];
  /** Name of the source's remote to use instead of its default one. */
  readonly remote?: string | undefined;
}

/**
 * Brings tracked data of another repository into the cache: from the cache there when that is on this machine, and what is
 * not in it from the remotes that the repository names. Throws a Failure for data that is in none of them.
 */
export async function fetchFromSource(
  source: Source,
  request: SourceRequest,
  into: DataStore,
  work: Work,
): Promise<void> {
  const { config, folder } = source;
  if (config === undefined || request.pieces.length === 0) return;
  await withDownloads(into.root, work.signal, async (downloads) => {
    const bring = (remote: RemoteConfig, pieces: readonly SourceData[]): Promise<readonly SourceData[]> =>
      bringFrom(remote, pieces, { source, into, work, downloads });
    const cache = { name: "cache", url: config.cacheDir, options: new Map<string, string>() };
    // A clone that nobody has pulled into has no cache.
    const hasCache = folder !== undefined && (await isFolder(config.cacheDir));
    const left = hasCache ? await bring(cache, request.pieces) : request.pieces;
    for (const [name, pieces] of byRemote(left, request.remote)) {
      const [absent] = await bring(remoteOf(source, pieces, name), pieces);
      if (absent !== undefined) throw sourceLacksData(pathOf(source, absent), source.url);
    }
  });
}

/** URL or path of the remote that a piece of data would come from; of the cache there where the source has no remote. */
export function storageOf(source: Source, piece: SourceData, asked: string | undefined): string {
  const { config, folder } = source;
  const name = piece.output.remote ?? asked;
  const hasNone = name === undefined && config?.defaultRemote === undefined;
  if (hasNone && config !== undefined && folder !== undefined) return config.cacheDir;
  return remoteOf(source, [piece], name).url;
}

interface Bringing {
  readonly source: Source;
  readonly into: DataStore;
  readonly work: Work;
  readonly downloads: string;
}

/** Gives the pieces that are not there, in whole or in part. */
async function bringFrom(
  remote: RemoteConfig,
  pieces: readonly SourceData[],
  { source, into, work, downloads }: Bringing,
): Promise<readonly SourceData[]> {
  const outputs = pieces.map(({ output: { path, recorded }, object, part }): WantedOutput => ({
    path,
    object,
    part: isListing(object.md5) ? part : undefined,
    size: recorded?.size === undefined ? undefined : Number(recorded.size),
  }));
  const { missing, failed } = await withRemote(remote, undefined, (store) =>
    downloadOutputs(outputs, { config: into.config, folder: downloads, store, work }),
  );
  const [failure] = failed;
  if (failure !== undefined) throw sourceRemote(failure.path, source.url, failure.reason);
  return pieces.filter(({ output }) => missing.some((path) => isWithin(path, output.path)));
}

function byRemote(
  pieces: readonly SourceData[],
  asked: string | undefined,
): ReadonlyMap<string | undefined, readonly SourceData[]> {
  const groups = new Map<string | undefined, SourceData[]>();
  for (const piece of pieces) {
    const name = piece.output.remote ?? asked;
    groups.set(name, [...(groups.get(name) ?? []), piece]);
  }
  return groups;
}

/** Throws a Failure that names the data when the source does not say where it is. */
function remoteOf(source: Source, pieces: readonly SourceData[], name: string | undefined): RemoteConfig {
  const [first] = pieces;
  const path = first === undefined ? "" : pathOf(source, first);
  if (source.config === undefined) throw sourceLacksData(path, source.url);
  if (name === undefined && source.config.defaultRemote === undefined) {
    throw sourceLacksData(path, source.url);
  }
  try {
    return chooseRemote(source.config, name);
  } catch (error) {
    throw error instanceof Failure ? sourceRemote(path, source.url, error.message) : error;
  }
}

function pathOf({ project }: Source, { output }: SourceData): string {
  return posix.join(project, output.path);
}

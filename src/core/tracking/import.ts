import { posix } from "node:path";

import { openConfiguredCache } from "#core/data/cache/configured-cache";
import { readConfig } from "#core/data/config/config";
import type { Work } from "#core/progress";
import { bringData } from "#core/tracking/import/bring-data";
import type { DataStore } from "#core/tracking/import/data-store";
import { chooseDestination } from "#core/tracking/import/destination";
import type { DestinationRequest } from "#core/tracking/import/destination";
import type { RepositoryOrigin } from "#core/tracking/import/import-file";
import { placeImport } from "#core/tracking/import/place-import";
import type { Imported } from "#core/tracking/import/place-import";
import type { SourceSettings } from "#core/tracking/import/source-settings";
import { piecesAt, withSource } from "#core/tracking/import/source";

import { withData } from "./data-tools.ts";
import type { DataPlace } from "./place.ts";

export interface ImportRequest extends Omit<DestinationRequest, "name">, SourceSettings {
  /** Of a Git repository: an URL that Git takes, or a path. */
  readonly url: string;
  /** Of the data in that repository. */
  readonly path: string;
  /** A branch, tag or commit there; the default branch when absent. */
  readonly rev?: string | undefined;
  /** Name of that repository's remote to use instead of its default one. */
  readonly remote?: string | undefined;
  /** Record where the data comes from and look at nothing. */
  readonly noExec?: boolean | undefined;
  /** Record the commit, too, and leave the data there. */
  readonly noDownload?: boolean | undefined;
}

/**
 * Tracks data of another repository: what DVC or Git tracks there. The commit that it is of is recorded, and the data is
 * fetched from there, never from our own remotes.
 * Throws a Failure for data that is not there or cannot be had, and when it cannot be tracked here.
 */
export async function importData(place: DataPlace, request: ImportRequest, work: Work): Promise<Imported> {
  const { url, rev, remote, config, remoteConfig } = request;
  const path = posix.normalize(request.path.replaceAll("\\", "/")).replace(/\/$/u, "");
  const wanted = { ...request, name: posix.basename(path) };
  const destination = await withData(place, work, (tools) => chooseDestination(tools, wanted));
  const origin: RepositoryOrigin = { kind: "repository", url, path, rev, remote, config, remoteConfig };
  if (request.noExec === true) {
    return withData(place, work, (tools) => placeImport(tools, { destination, origin, isWanted: false }));
  }
  const from = { ...origin, base: request.cwd };
  const brought =
    request.noDownload === true
      ? { commit: await commitWith(from, work), facts: undefined }
      : await bringData(from, await openStore(place), work);
  const ready = {
    destination,
    origin: { ...origin, revLock: brought.commit },
    facts: brought.facts,
    isWanted: true,
    force: request.force,
  };
  return withData(place, work, async (tools) => {
    // Whoever works here meanwhile may have taken the place.
    await chooseDestination(tools, wanted);
    return placeImport(tools, ready);
  });
}

/** The commit of another repository that has a path. Throws a Failure when it has not. */
export function commitWith(
  origin: Omit<RepositoryOrigin, "kind"> & { readonly base: string },
  work: Work,
): Promise<string> {
  return withSource(origin, work.signal, async (source) => {
    await piecesAt(source, origin.path);
    return source.commit;
  });
}

/** The cache of a repository, as the place where data is brought to. */
export async function openStore({ root }: DataPlace): Promise<DataStore> {
  const config = await readConfig(root);
  return { root, config, cache: openConfiguredCache(config) };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";

import { openCache } from "#core/data/cache/cache";
import type { ContentFacts } from "#core/data/record-hash";
import type { Work } from "#core/progress";
import type { DataStore } from "#core/tracking/import/data-store";
import { chooseDestination } from "#core/tracking/import/destination";
import type { DestinationRequest } from "#core/tracking/import/destination";
import { notStored } from "#core/tracking/import/failures";
import type { UrlOrigin } from "#core/tracking/import/import-file";
import { placeImport } from "#core/tracking/import/place-import";
import type { Imported } from "#core/tracking/import/place-import";
import { bringUrl, lookAtUrl } from "#core/tracking/import/url-data";
import type { UrlContent, UrlRequest } from "#core/tracking/import/url-data";
import { findUrlPlace, nameAt } from "#core/tracking/import/url-place";
import { chooseRemote } from "#core/tracking/transfer/plan";
import { uploadOutputs } from "#core/tracking/transfer/upload";
import { withRemote } from "#core/tracking/transfer/with-remote";

import { withData } from "./data-tools.ts";
import { openStore } from "./import.ts";
import type { DataPlace } from "./place.ts";

export interface ImportUrlRequest extends Omit<DestinationRequest, "name"> {
  /** `s3://`, `gs://`, `azure://`, `ssh://`, `https://`, `remote://name/path`, or a path. */
  readonly url: string;
  /** Options for the remote behind the URL. */
  readonly options?: ReadonlyMap<string, string> | undefined;
  /** Record where the data comes from and look at nothing. */
  readonly noExec?: boolean | undefined;
  /** Record what is there, too, and leave it there. */
  readonly noDownload?: boolean | undefined;
  /** Bring the data into a remote and not here: the name of the remote, or true for the default one. */
  readonly toRemote?: string | true | undefined;
  readonly jobs?: number | undefined;
}

/**
 * Tracks data that lies at an URL or outside of the repository, with what it was recognised by, so that an update fetches
 * it again only when it changed. Throws a Failure for data that cannot be had, and when it cannot be tracked here.
 */
export async function importUrl(place: DataPlace, request: ImportUrlRequest, work: Work): Promise<Imported> {
  const wanted = { ...request, name: nameAt(request.url) };
  const destination = await withData(place, work, (tools) => chooseDestination(tools, wanted));
  const folder = dirname(join(place.root, destination.file));
  const origin: UrlOrigin = {
    kind: "url",
    url: seenFrom(folder, request.cwd, request.url),
    options: request.options ?? new Map<string, string>(),
  };
  if (request.noExec === true) {
    return withData(place, work, (tools) => placeImport(tools, { destination, origin, isWanted: false }));
  }
  const store = await openStore(place);
  const asked = { url: origin.url, place: findUrlPlace(origin, folder, store.config), jobs: request.jobs };
  const found = await readAsAsked(asked, request, store, work);
  const ready = {
    destination,
    origin: { ...origin, facts: found.facts },
    facts: found.data,
    isWanted: request.toRemote === undefined,
    force: request.force,
  };
  return withData(place, work, async (tools) => {
    // Whoever works here meanwhile may have taken the place.
    await chooseDestination(tools, wanted);
    return placeImport(tools, ready);
  });
}

function readAsAsked(
  asked: UrlRequest,
  request: Pick<ImportUrlRequest, "noDownload" | "toRemote">,
  store: DataStore,
  work: Work,
): Promise<UrlContent> {
  if (request.noDownload === true) return lookAtUrl(asked, store.root, work);
  if (request.toRemote === undefined) return bringUrl(asked, store, work);
  return bringToRemote(asked, store, request.toRemote, work);
}

/**
 * Brings what an URL holds into one of our remotes. It passes through a temporary folder, file by file as it comes, since
 * its name there is the hash of its content.
 * @param remote its name, or true for the default one
 */
export async function bringToRemote(
  asked: UrlRequest,
  { root, config }: DataStore,
  remote: string | true,
  work: Work,
): Promise<UrlContent> {
  const chosen = chooseRemote(config, remote === true ? undefined : remote);
  const cacheDir = await mkdtemp(join(tmpdir(), "trainyard-transfer-"));
  try {
    const into = { root, config: { ...config, cacheDir }, cache: openCache(cacheDir) };
    const found = await bringUrl(asked, into, work);
    if (found.data !== undefined) await upload(asked, found.data);
    return found;
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }

  async function upload({ url, jobs }: UrlRequest, { md5, size }: ContentFacts): Promise<void> {
    const outputs = [{ path: url, object: { md5, isLegacy: false }, size }];
    const report = await withRemote(chosen, jobs, (store) =>
      uploadOutputs(outputs, { cacheDir, store, work }),
    );
    const [failure] = report.failed;
    if (failure !== undefined) throw notStored(url, chosen.name, failure.reason);
  }
}

/** A relative path is recorded as seen from the `.dvc` file, so that it holds wherever a command is started. */
function seenFrom(folder: string, cwd: string, url: string): string {
  if (/^(?:[a-z][a-z0-9+.-]+:\/\/|[a-z]:[\\/]|[\\/])/iu.test(url)) return url;
  return relative(folder, resolve(cwd, url)).split(sep).join("/");
}

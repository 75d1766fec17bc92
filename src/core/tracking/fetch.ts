import { isObjectHash } from "#core/data/cache/object-name";
import { readConfig } from "#core/data/config/config";
import type { Config } from "#core/data/config/config";
import type { ContentFacts } from "#core/data/record-hash";
import type { Work } from "#core/progress";
import { fetchImports } from "#core/tracking/import/fetch-imports";
import { downloadOutputs } from "#core/tracking/transfer/download";
import { withDownloads } from "#core/tracking/transfer/download-folder";
import { chooseRemote, planTransfer } from "#core/tracking/transfer/plan";
import type { RemoteShare, WantedOutput } from "#core/tracking/transfer/plan";
import { joinReports } from "#core/tracking/transfer/request";
import type { TransferReport, TransferRequest } from "#core/tracking/transfer/request";
import { fetchRunCache } from "#core/tracking/transfer/run-cache";
import { withRemote } from "#core/tracking/transfer/with-remote";

import type { DataPlace } from "./place.ts";

export interface Fetched extends TransferReport {
  /** By path: data that was imported without its content, and so is recorded nowhere; it is in the cache now. */
  readonly unrecorded: ReadonlyMap<string, ContentFacts>;
}

/**
 * Brings recorded data from the remotes where it belongs into the cache; what is there already is left alone. Content
 * that is not what its name says is refused. After it was stopped or killed, the next fetch goes on from there.
 * What fails for one object is reported; what concerns all of them is thrown as a Failure.
 */
export async function fetchData(place: DataPlace, request: TransferRequest, work: Work): Promise<Fetched> {
  const { config, shares, imports, notes } = await planTransfer(place, request, "fetch", work);
  const { cacheDir } = config;
  const reports: TransferReport[] = [];
  if (request.runCache === true) {
    const remote = chooseRemote(config, request.remote);
    reports.push(await withRemote(remote, request.jobs, (store) => fetchRunCache({ cacheDir, store, work })));
  }
  reports.push(await fetchShares(place, config, { shares, jobs: request.jobs }, work));
  const { report, unrecorded } = await fetchImports({ root: place.root, config }, imports, work);
  return { ...joinReports([...reports, report], notes), unrecorded };
}

/** Objects that something needs now, such as a stage whose outputs an earlier run made. */
export interface ObjectRequest {
  /** 32 hex digits, with `.dir` for a folder, which comes with all its files. */
  readonly md5s: readonly string[];
  /** Name of a remote; the default one when absent. */
  readonly remote?: string | undefined;
}

/** Brings objects into the cache from one remote; like `fetchData`, but it is known which. */
export async function fetchObjects(
  place: DataPlace,
  { md5s, remote }: ObjectRequest,
  work: Work,
): Promise<TransferReport> {
  const config = await readConfig(place.root);
  const outputs = [...new Set(md5s)]
    .filter(isObjectHash)
    .map((md5): WantedOutput => ({ path: md5, object: { md5, isLegacy: false } }));
  return fetchShares(place, config, { shares: [{ remote: chooseRemote(config, remote), outputs }] }, work);
}

/** Brings the records of runs that a remote has into the cache; of the default remote when none is named. */
export async function fetchRuns(
  { root }: DataPlace,
  remote: string | undefined,
  work: Work,
): Promise<TransferReport> {
  const config = await readConfig(root);
  return withRemote(chooseRemote(config, remote), undefined, (store) =>
    fetchRunCache({ cacheDir: config.cacheDir, store, work }),
  );
}

function fetchShares(
  { root }: DataPlace,
  config: Config,
  { shares, jobs }: { readonly shares: readonly RemoteShare[]; readonly jobs?: number | undefined },
  work: Work,
): Promise<TransferReport> {
  return withDownloads(root, work.signal, async (folder) => {
    const reports: TransferReport[] = [];
    for (const { remote, outputs } of shares) {
      reports.push(
        await withRemote(remote, jobs, (store) => downloadOutputs(outputs, { config, folder, store, work })),
      );
    }
    return joinReports(reports);
  });
}

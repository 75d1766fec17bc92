import type { Config } from "#core/data/config";
import type { Work } from "#core/progress";

import type { DataPlace } from "./place.ts";
import { downloadOutputs } from "./transfer-download.ts";
import { withDownloads } from "./transfer-downloads.ts";
import { chooseRemote, planTransfer } from "./transfer-plan.ts";
import type { RemoteShare, WantedOutput } from "./transfer-plan.ts";
import { joinReports } from "./transfer-request.ts";
import type { TransferReport, TransferRequest } from "./transfer-request.ts";
import { fetchRunCache } from "./transfer-run-cache.ts";
import { withRemote } from "./transfer-store.ts";

/**
 * Brings recorded data from the remotes where it belongs into the cache; what is there already is left alone. Content
 * that is not what its name says is refused. After it was stopped or killed, the next fetch goes on from there.
 * What fails for one object is reported; what concerns all of them is thrown as a Failure.
 */
export async function fetchData(
  place: DataPlace,
  request: TransferRequest,
  work: Work,
): Promise<TransferReport> {
  const { config, shares, notes } = await planTransfer(place, request, "fetch", work);
  const { cacheDir } = config;
  const reports: TransferReport[] = [];
  if (request.runCache === true) {
    const remote = chooseRemote(config, request.remote);
    reports.push(await withRemote(remote, request.jobs, (store) => fetchRunCache({ cacheDir, store, work })));
  }
  reports.push(await fetchShares(place, config, { shares, jobs: request.jobs }, work));
  return joinReports(reports, notes);
}

/** Brings objects into the cache from one remote: the default one when none is named. Folders come with their files. */
export async function fetchObjects(
  place: DataPlace,
  config: Config,
  request: { readonly outputs: readonly WantedOutput[]; readonly remote?: string | undefined },
  work: Work,
): Promise<TransferReport> {
  const remote = chooseRemote(config, request.remote);
  return fetchShares(place, config, { shares: [{ remote, outputs: request.outputs }] }, work);
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

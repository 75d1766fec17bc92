import type { Work } from "#core/progress";
import { chooseRemote, planTransfer } from "#core/tracking/transfer/plan";
import { joinReports } from "#core/tracking/transfer/request";
import type { TransferReport, TransferRequest } from "#core/tracking/transfer/request";
import { pushRunCache } from "#core/tracking/transfer/run-cache";
import { uploadOutputs } from "#core/tracking/transfer/upload";
import { withRemote } from "#core/tracking/transfer/with-remote";

import type { DataPlace } from "./place.ts";

/**
 * Stores recorded data of the cache in the remotes where it belongs; what is there already is left alone. After it was
 * stopped or killed, the next push goes on from there.
 * What fails for one object is reported; what concerns all of them is thrown as a Failure.
 */
export async function push(place: DataPlace, request: TransferRequest, work: Work): Promise<TransferReport> {
  const { config, shares, notes } = await planTransfer(place, request, "push", work);
  const { cacheDir } = config;
  const reports: TransferReport[] = [];
  if (request.runCache === true) {
    const remote = chooseRemote(config, request.remote);
    reports.push(await withRemote(remote, request.jobs, (store) => pushRunCache({ cacheDir, store, work })));
  }
  for (const { remote, outputs } of shares) {
    reports.push(
      await withRemote(remote, request.jobs, (store) => uploadOutputs(outputs, { cacheDir, store, work })),
    );
  }
  return joinReports(reports, notes);
}

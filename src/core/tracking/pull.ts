import type { Work } from "#core/progress";
import type { TransferReport, TransferRequest } from "#core/tracking/transfer/request";
import { expandTargets } from "#core/tracking/transfer/revisions";

import { checkout } from "./checkout.ts";
import type { CheckedOut } from "./checkout.ts";
import { withData } from "./data-tools.ts";
import { fetchData } from "./fetch.ts";
import type { DataPlace } from "./place.ts";
import { readSoundWorkspace } from "./read-sound.ts";

export interface PullRequest extends TransferRequest {
  /** Replace and delete data of the workspace even when the cache does not have it. */
  readonly force?: boolean;
}

/** What was fetched, and what became of the workspace. */
export interface Pulled {
  readonly fetched: TransferReport;
  readonly checkedOut: CheckedOut;
}

/**
 * Fetches the data that a request means and makes the workspace what dvc.lock and the `.dvc` files say of it. What could
 * not be fetched is left as it is in the workspace. Throws what `fetchData` and `checkout` throw.
 */
export async function pull(place: DataPlace, request: PullRequest, work: Work): Promise<Pulled> {
  const targets = request.glob === true ? await expand(place, request, work) : request.targets;
  const plain = { ...request, targets, glob: false };
  const fetched = await fetchData(place, plain, work);
  const { unrecorded } = fetched;
  return { fetched, checkedOut: await checkout(place, { ...plain, unrecorded }, work) };
}

function expand(place: DataPlace, request: PullRequest, work: Work): Promise<string[]> {
  return withData(place, work, async (tools) =>
    expandTargets(place.root, [await readSoundWorkspace(tools, tools.config)], request),
  );
}

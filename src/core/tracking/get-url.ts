import type { Config } from "#core/data/config/config";
import type { Work } from "#core/progress";
import { nothingAtUrl } from "#core/tracking/import/failures";
import { bringUrl } from "#core/tracking/import/url-data";
import { findUrlPlace, nameAt } from "#core/tracking/import/url-place";

import { copyOut } from "./get.ts";
import type { CopyRequest } from "./get.ts";

export interface GetUrlRequest extends CopyRequest {
  /** As for an import. */
  readonly url: string;
  /** Options for the remote behind the URL. */
  readonly options?: ReadonlyMap<string, string> | undefined;
  readonly jobs?: number | undefined;
}

/**
 * Copies what an URL holds to a place of this machine, and tracks nothing. Gives its absolute path.
 * @param config of the repository around, for the remotes of `remote://` URLs; undefined outside of one
 */
export async function getUrl(
  request: GetUrlRequest,
  config: Config | undefined,
  work: Work,
): Promise<string> {
  const { url, options = new Map<string, string>(), cwd, jobs } = request;
  const place = findUrlPlace({ url, options }, cwd, config);
  return copyOut(nameAt(url), request, work, async (store) => {
    const { data } = await bringUrl({ url, place, jobs }, store, work);
    if (data === undefined) throw nothingAtUrl(url);
    return data;
  });
}

import { openConfiguredCache } from "#core/data/cache/configured-cache";
import type { Config } from "#core/data/config/config";
import { Failure } from "#core/failure";
import type { Work } from "#core/progress";
import type { TransferFailure, TransferReport } from "#core/tracking/transfer/request";

import { bringData } from "./bring-data.ts";
import type { OriginRequest } from "./bring-data.ts";
import { sourceMoved } from "./failures.ts";

/** Imported data that was recorded, and where it comes from. */
export interface RecordedImport {
  /** In our repository, for messages. */
  readonly path: string;
  readonly md5: string;
  readonly origin: OriginRequest;
}

/**
 * Brings imported data that the cache lacks from the repositories that it was imported from, at the commits that were
 * recorded: our own remotes do not have it. What cannot be had is reported.
 */
export async function fetchImports(
  { root, config }: { readonly root: string; readonly config: Config },
  imports: readonly RecordedImport[],
  work: Work,
): Promise<TransferReport> {
  const cache = openConfiguredCache(config);
  const absent = await cache.missing(
    imports.map(({ md5 }) => md5),
    { signal: work.signal },
  );
  const failed: TransferFailure[] = [];
  let moved = 0;
  let bytes = 0;
  for (const { path, md5, origin } of imports) {
    if (!absent.has(md5)) continue;
    try {
      const { facts } = await bringData(origin, { root, config, cache }, work);
      if (facts.md5 !== md5) throw sourceMoved(origin.path, origin.url);
      moved += 1;
      bytes += facts.size ?? 0;
    } catch (error) {
      if (work.signal.aborted || !(error instanceof Failure)) throw error;
      failed.push({ path, reason: error.message });
    }
  }
  return { moved, bytes, failed, missing: [], notes: [] };
}

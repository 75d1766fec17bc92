import { openConfiguredCache } from "#core/data/cache/configured-cache";
import type { Config } from "#core/data/config/config";
import type { ContentFacts } from "#core/data/record-hash";
import { Failure } from "#core/failure";
import type { Work } from "#core/progress";
import type { TransferFailure, TransferReport } from "#core/tracking/transfer/request";

import { bringData } from "./bring-data.ts";
import type { DataStore } from "./data-store.ts";
import { sourceMoved, urlMoved } from "./failures.ts";
import type { Origin, UrlOrigin } from "./import-file.ts";
import { bringUrl } from "./url-data.ts";
import { findUrlPlace } from "./url-place.ts";

/** Imported data that was recorded, and where it comes from. */
export interface RecordedImport {
  /** In our repository, for messages. */
  readonly path: string;
  /** Absent when it was imported without its data. */
  readonly md5?: string | undefined;
  readonly origin: Origin;
  /** Absolute path of the folder from which a relative path in place of an URL starts. */
  readonly base: string;
}

/** What was fetched, and what data is whose `.dvc` file does not tell. */
export interface FetchedImports {
  readonly report: TransferReport;
  /** By path in our repository: data that was imported without its content, which is in the cache now. */
  readonly unrecorded: ReadonlyMap<string, ContentFacts>;
}

/**
 * Brings imported data that the cache lacks from where it was imported, as it was when that was recorded: our own remotes
 * do not have it. What cannot be had is reported.
 */
export async function fetchImports(
  { root, config }: { readonly root: string; readonly config: Config },
  imports: readonly RecordedImport[],
  work: Work,
): Promise<FetchedImports> {
  const store: DataStore = { root, config, cache: openConfiguredCache(config) };
  const known = imports.flatMap(({ md5 }) => md5 ?? []);
  const absent = await store.cache.missing(known, { signal: work.signal });
  const failed: TransferFailure[] = [];
  const unrecorded = new Map<string, ContentFacts>();
  let moved = 0;
  let bytes = 0;
  for (const each of imports) {
    if (each.md5 !== undefined && !absent.has(each.md5)) continue;
    try {
      const facts = await bring(each, store, work);
      if (each.md5 === undefined) unrecorded.set(each.path, facts);
      moved += 1;
      bytes += facts.size ?? 0;
    } catch (error) {
      if (work.signal.aborted || !(error instanceof Failure)) throw error;
      failed.push({ path: each.path, reason: error.message });
    }
  }
  return { report: { moved, bytes, failed, missing: [], notes: [] }, unrecorded };
}

async function bring(
  { md5, origin, base }: RecordedImport,
  store: DataStore,
  work: Work,
): Promise<ContentFacts> {
  if (origin.kind === "url") return bringFromUrl(origin, base, store, work);
  const { facts } = await bringData({ ...origin, base }, store, work);
  if (md5 !== undefined && facts.md5 !== md5) throw sourceMoved(origin.path, origin.url);
  return facts;
}

/** An URL may hold something else than when it was looked at; that is not what the `.dvc` file means. */
async function bringFromUrl(
  origin: UrlOrigin,
  base: string,
  store: DataStore,
  work: Work,
): Promise<ContentFacts> {
  const place = findUrlPlace(origin, base, store.config);
  const { facts, data } = await bringUrl({ url: origin.url, place }, store, work);
  if (data === undefined || facts.key !== origin.facts?.key || facts.value !== origin.facts.value) {
    throw urlMoved(origin.url);
  }
  return data;
}

import { createHash } from "node:crypto";

import { isRacy } from "#core/data/hash/stat-cache";
import type { StatCache } from "#core/data/hash/stat-cache";
import { statIfThere } from "#core/data/hash/stat-if-there";
import { namesInSync } from "#core/data/list-folder";

import { estimateCount, findUnprotected, objectPath, objectsFolder } from "./find-objects.ts";
import { readIntactTree } from "./intact-tree.ts";
import { isListing } from "./object-name.ts";
import type { ObjectSource } from "./plan-checkout.ts";

export interface MissingOptions {
  /** Remembers of large folders that all was there; the caller saves it. */
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Says which data cannot be checked out, as `Cache.missing` does. */
export async function findMissing(
  cache: ObjectSource & { readonly directory: string },
  md5s: Iterable<string>,
  { stats, signal }: MissingOptions,
): Promise<Set<string>> {
  const wanted = [...new Set(md5s)];
  const seals = new Map(wanted.map((md5) => [md5, stats && sealOf(cache.directory, md5)]));
  const sealed = wanted.filter(
    (md5) => seals.get(md5) !== undefined && stats?.recall(keyOf(md5)) === seals.get(md5),
  );
  const isSealed = sealed.length > 0 && (await areAllProtected(cache.directory));
  const open = isSealed ? wanted.filter((md5) => !sealed.includes(md5)) : wanted;
  const parts = new Map<string, readonly string[] | undefined>();
  for (const md5 of open) parts.set(md5, await partsOf(cache, md5));
  const pathOf = await cache.locateAll(
    [...parts.values()].flatMap((names) => names ?? []),
    signal,
  );
  const isWhole = (md5: string): boolean =>
    parts.get(md5)?.every((name) => pathOf(name) !== undefined) === true;
  const missing = new Set(open.filter((md5) => !isWhole(md5)));
  for (const md5 of open) {
    const seal = seals.get(md5);
    if (seal !== undefined && !missing.has(md5)) stats?.remember(keyOf(md5), seal);
  }
  return missing;
}

const keyOf = (md5: string): string => `whole:${md5}`;

/** Bytes of a listing from which on a seal pays: some ten thousand files. */
const largeListing = 1 << 20;

/**
 * What all two-digit folders of a cache and a large listing in it look like now. While that is the same, no object came
 * or went since the listing's objects were all there: a folder's times change when a name in it does. Undefined for
 * what is small, and while the times are too young to be trusted.
 */
function sealOf(directory: string, md5: string): string | undefined {
  if (process.platform === "win32" || !/^[0-9a-f]{32}\.dir$/.test(md5)) return undefined;
  const time = Date.now();
  const listing = statIfThere(objectPath(directory, md5));
  if (listing === undefined || listing.size < largeListing) return undefined;
  // Objects of DVC 2 are elsewhere.
  if (namesInSync(directory).some((name) => /^[0-9a-f]{2}$/.test(name))) return undefined;
  // Asking for the modes of all objects does not pay where most of them are not wanted.
  if (estimateCount(directory) > listing.size / 20) return undefined;
  const hash = createHash("md5");
  for (let digits = 0; digits < 256; digits++) {
    const stats = statIfThere(`${objectsFolder(directory)}/${digits.toString(16).padStart(2, "0")}`);
    if (stats !== undefined && isRacy({ stats, time })) return undefined;
    hash.update(`${stats?.ino} ${stats?.mtimeMs} ${stats?.ctimeMs}\n`);
  }
  return hash.update(`${listing.ino} ${listing.size} ${listing.mtimeMs} ${listing.ctimeMs}`).digest("hex");
}

async function areAllProtected(directory: string): Promise<boolean> {
  return (await findUnprotected(directory))?.length === 0;
}

/** The objects of which a checkout needs all; undefined when a listing is absent or damaged. */
async function partsOf(cache: ObjectSource, md5: string): Promise<readonly string[] | undefined> {
  if (!isListing(md5)) return [md5];
  return (await readIntactTree(cache, md5))?.map((entry) => entry.md5);
}

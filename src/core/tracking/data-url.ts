import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";

import { openCache } from "#core/data/cache/cache";
import { isListing, objectName } from "#core/data/cache/object-name";
import { readConfig } from "#core/data/config/config";
import type { Work } from "#core/progress";
import { bringData } from "#core/tracking/import/bring-data";
import type { OriginRequest } from "#core/tracking/import/bring-data";
import { notOneObject } from "#core/tracking/import/failures";
import { storageOf } from "#core/tracking/import/fetch-from-source";
import type { RepositoryOrigin } from "#core/tracking/import/import-file";
import { piecesAt, withSource } from "#core/tracking/import/source";

export interface DataUrlRequest extends Omit<RepositoryOrigin, "kind" | "revLock"> {
  /** Absolute path of the folder in which the request was typed. */
  readonly cwd: string;
}

/**
 * Where the data of another repository is stored: its object on the remote that it would be fetched from, or in the cache
 * there when the repository names no remote. Throws a Failure for what is no object of DVC's there.
 */
export async function dataUrl(request: DataUrlRequest, work: Work): Promise<string> {
  const path = posix.normalize(request.path.replaceAll("\\", "/")).replace(/\/$/u, "");
  const from = { ...request, path, base: request.cwd };
  return withSource(from, work.signal, async (source) => {
    const [piece, ...others] = await piecesAt(source, path);
    if (piece?.kind !== "data" || piece.at !== "" || others.length > 0) throw notOneObject(path, request.url);
    const storage = storageOf(source, piece, request.remote).replace(/\/+$/u, "");
    if (piece.part === undefined) return `${storage}/${objectName(piece.object)}`;
    const md5 = piece.object.isLegacy ? undefined : await hashOfPart(from, work);
    if (md5 === undefined || isListing(md5)) throw notOneObject(path, request.url);
    return `${storage}/${objectName({ md5, isLegacy: false })}`;
  });
}

/** Which object a file in a folder is, the listing of that folder knows. */
async function hashOfPart(origin: OriginRequest, work: Work): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "trainyard-url-"));
  try {
    const cacheDir = join(root, "cache");
    const config = { ...(await readConfig(root)), cacheDir, shared: false };
    return (await bringData(origin, { root, config, cache: openCache(cacheDir) }, work)).facts.md5;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

import { createHash } from "node:crypto";

import { writeSynced } from "#core/data/atomic-write";
import { printTree, treeHash } from "#core/data/cache/dir-object";
import { objectPath } from "#core/data/cache/find-objects";
import { storeObject } from "#core/data/cache/store-object";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import { mapLimited } from "#core/data/map-limited";
import type { ContentFacts } from "#core/data/record-hash";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import { canonicalJson } from "#core/pipeline/python/canonical-json";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import type { Work } from "#core/progress";
import { countBytes } from "#core/tracking/transfer/count-bytes";
import { withRemote } from "#core/tracking/transfer/with-remote";

import type { DataStore } from "./data-store.ts";
import { nothingAtUrl } from "./failures.ts";
import type { OriginFacts } from "./import-file.ts";
import { hashBlob, storeBlob } from "./url-content.ts";
import type { Content } from "./url-content.ts";
import type { UrlPlace } from "./url-place.ts";

/** What was found at an URL. */
export interface UrlContent {
  /** By what it is recognised the next time. */
  readonly facts: OriginFacts;
  /** What is recorded of the data; absent when it was only looked at. */
  readonly data?: ContentFacts | undefined;
}

export interface UrlRequest {
  /** As the user wrote it, for messages. */
  readonly url: string;
  readonly place: UrlPlace;
  /** Transfers at once; what suits the protocol when absent. */
  readonly jobs?: number | undefined;
}

/**
 * Looks at what an URL holds without keeping it. Where the protocol says something of the content nothing is fetched;
 * elsewhere it is read and hashed. Throws a Failure when nothing is there.
 */
export function lookAtUrl(request: UrlRequest, root: string, work: Work): Promise<UrlContent> {
  return readUrl(request, root, undefined, work);
}

/** Brings what an URL holds into the cache. Throws a Failure when nothing is there. */
export function bringUrl(request: UrlRequest, into: DataStore, work: Work): Promise<UrlContent> {
  return readUrl(request, into.root, into, work);
}

function readUrl(
  request: UrlRequest,
  root: string,
  into: DataStore | undefined,
  work: Work,
): Promise<UrlContent> {
  const { place, jobs } = request;
  if (place.kind === "path") return readPath(place.path, request.url, { root, into, work });
  return withRemote(place.remote, jobs, (store) => readStore(store, place.name, { request, into, work }));
}

async function readPath(
  path: string,
  url: string,
  { root, into, work }: { readonly root: string; readonly into: DataStore | undefined; readonly work: Work },
): Promise<UrlContent> {
  const looking = { ignore: openDvcIgnore(root), signal: work.signal, onProgress: work.onProgress };
  const hash = await hashPath(path, looking);
  if (hash === undefined) throw nothingAtUrl(url);
  const { md5, size, tree } = hash;
  const facts: OriginFacts = { key: "md5", value: md5, size, nfiles: tree?.members.length };
  if (into === undefined) return { facts };
  await into.cache.insert(path, hash, looking);
  return { facts, data: { md5, size, nfiles: facts.nfiles } };
}

/** One blob of a store. */
interface Found {
  readonly name: string;
  /** In the folder that is read; empty for a single blob. */
  readonly relpath: string;
  readonly size: number;
  readonly tag: string | undefined;
}

interface StoreReading {
  readonly request: UrlRequest;
  readonly into: DataStore | undefined;
  readonly work: Work;
}

async function readStore(
  store: RemoteStore,
  name: string,
  { request, into, work }: StoreReading,
): Promise<UrlContent> {
  const { signal } = work;
  const { url } = request;
  const protocol = request.place.kind === "store" ? request.place.remote.url.toLowerCase() : "";
  const files = await findFiles(store, name, signal);
  if (files.length === 0) throw nothingAtUrl(url);
  const isTagged = files.every(({ tag }) => tag !== undefined);
  if (isTagged && into === undefined) return { facts: factsByTag(protocol, files) };
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const counter = countBytes(work, into === undefined ? "Reading" : "Downloading", total);
  const contents = await mapLimited(files, store.jobs, (file) => {
    const blob = { store, name: file.name, url, tag: file.tag };
    const reading = { signal, onBytes: counter.add };
    return into === undefined ? hashBlob(blob, reading) : storeBlob(blob, into, reading);
  });
  const data = await recordOf(files, contents, into);
  const byHash: OriginFacts = { key: "md5", value: data.md5, size: data.size, nfiles: data.nfiles };
  const facts = isTagged ? factsByTag(protocol, files) : byHash;
  return into === undefined ? { facts } : { facts, data };
}

/** The blob of a name, or those below it. */
async function findFiles(store: RemoteStore, name: string, signal: AbortSignal): Promise<readonly Found[]> {
  const single = await describe(store, name, "", signal);
  if (single !== undefined || store.list === undefined) return single === undefined ? [] : [single];
  const names: string[] = [];
  const prefix = `${name}/`;
  // An empty name that ends in a slash is how some tools write a folder.
  for await (const each of store.list(prefix, signal)) if (!each.endsWith("/")) names.push(each);
  const found = await mapLimited(names.toSorted(compareCodePoints), store.jobs, (each) =>
    describe(store, each, each.slice(prefix.length), signal),
  );
  return found.filter((each) => each !== undefined);
}

async function describe(
  store: RemoteStore,
  name: string,
  relpath: string,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const size = await withRetries(signal, () => store.size(name, signal));
  if (size === undefined) return undefined;
  const tag =
    store.tag && (await withRetries(signal, () => store.tag?.(name, signal) ?? Promise.resolve(undefined)));
  return { name, relpath, size, tag };
}

/** A folder is recognised by the hash of the tags of its files, which DVC writes as a listing with `etag`. */
function factsByTag(protocol: string, files: readonly Found[]): OriginFacts {
  const [first] = files;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (first !== undefined && first.relpath === "") {
    return { key: protocol.startsWith("http") ? "checksum" : "etag", value: first.tag ?? "", size };
  }
  const listing = canonicalJson(
    files.map(({ relpath, tag = "" }) => new Map([["etag", tag] as const, ["relpath", relpath] as const])),
  );
  const md5 = createHash("md5").update(listing).digest("hex");
  return { key: "md5", value: `${md5}.dir`, size, nfiles: files.length };
}

async function recordOf(
  files: readonly Found[],
  contents: readonly Content[],
  into: DataStore | undefined,
): Promise<ContentFacts> {
  const [first] = contents;
  if (first !== undefined && files[0]?.relpath === "") return first;
  const listing = printTree(
    files.map(({ relpath }, index) => ({ relpath, md5: contents[index]?.md5 ?? "" })),
  );
  const md5 = treeHash(listing);
  if (into !== undefined && !(await into.cache.has(md5))) {
    await storeObject(objectPath(into.cache.directory, md5), into.config.shared, (temporary) =>
      writeSynced(temporary, listing),
    );
  }
  return { md5, size: contents.reduce((sum, { size }) => sum + size, 0), nfiles: files.length };
}

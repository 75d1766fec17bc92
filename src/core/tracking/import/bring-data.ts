import { readFile, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

import { writeSynced } from "#core/data/atomic-write";
import { printTree, treeHash } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { objectPath } from "#core/data/cache/find-objects";
import { isListing, objectName } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { storeObject } from "#core/data/cache/store-object";
import { hashPath } from "#core/data/hash/hash";
import { hashBytes } from "#core/data/hash/md5";
import { filesAtOnce, mapLimited } from "#core/data/map-limited";
import type { ContentFacts } from "#core/data/record-hash";
import { decodeText } from "#core/metrics/file-source";
import { isWithin } from "#core/pipeline/repository-path";
import type { Work } from "#core/progress";
import { wantedFolder } from "#core/tracking/transfer/wanted-object";

import type { DataStore } from "./data-store.ts";
import { importNotUnderstood, importsInCircle, notInSource, sourceMoved } from "./failures.ts";
import { fetchFromSource } from "./fetch-from-source.ts";
import { readImport } from "./import-file.ts";
import type { RepositoryOrigin } from "./import-file.ts";
import { piecesAt, withSource } from "./source.ts";
import type { Source, SourceData, SourceFile } from "./source.ts";

export interface OriginRequest extends Omit<RepositoryOrigin, "kind"> {
  /** Absolute path of the folder from which a relative path in place of an URL starts. */
  readonly base: string;
}

/** Data that is in the cache now. */
export interface Brought {
  readonly facts: ContentFacts;
  /** The commit of the other repository that has it. */
  readonly commit: string;
}

const mostLinks = 10;

/**
 * Brings what a path of another repository holds into the cache: data that is tracked there from its cache or its remotes,
 * files of Git from its commit. Data that was imported there in turn comes from where it was imported.
 * A folder may hold all of these. Throws a Failure for what is not there, and for data that cannot be had.
 */
export function bringData(origin: OriginRequest, into: DataStore, work: Work): Promise<Brought> {
  return bring(origin, into, work, 0);
}

async function bring(origin: OriginRequest, into: DataStore, work: Work, links: number): Promise<Brought> {
  if (links > mostLinks) throw importsInCircle(origin.url);
  const request = {
    url: origin.url,
    path: origin.path,
    base: origin.base,
    rev: origin.revLock ?? origin.rev,
    remote: origin.remote,
    config: origin.config,
    remoteConfig: origin.remoteConfig,
  };
  return withSource(request, work.signal, async (source) => {
    const pieces = await piecesAt(source, origin.path);
    const data = pieces.filter((piece) => piece.kind === "data");
    const imported = data.filter(({ output }) => output.isImported);
    for (const { output } of imported) await bringImported(source, output, { into, work, links });
    const own = data.filter(({ output }) => !output.isImported);
    await fetchFromSource(source, { pieces: own, remote: origin.remote }, into, work);
    const entries: TreeEntry[] = [];
    for (const piece of data) entries.push(...(await entriesOf(source, piece, { into, work })));
    const files = pieces.filter((piece) => piece.kind === "git");
    entries.push(...(await mapLimited(files, filesAtOnce, (file) => storeGitFile(source, file, into))));
    return { facts: await factsOf(entries, into), commit: source.commit };
  });
}

interface Chain {
  readonly into: DataStore;
  readonly work: Work;
  readonly links: number;
}

/** The repository in between keeps only the record of data that it imported itself. */
async function bringImported(source: Source, output: SourceData["output"], chain: Chain): Promise<void> {
  const md5 = output.recorded?.md5;
  if (md5 !== undefined && (await chain.into.cache.missing([md5])).size === 0) return;
  const file = posix.join(source.project, output.file);
  const object = await source.git.objects.read(`${source.commit}:${file}`);
  const record = object && readImport(decodeText(object.content) ?? "");
  if (record?.origin.kind !== "repository" || record.unsupported !== undefined) {
    throw importNotUnderstood(`${file} of ${source.url}`, record?.unsupported ?? "is no import");
  }
  const base = source.folder === undefined ? source.git.root : dirname(join(source.folder, file));
  const { facts } = await bring({ ...record.origin, base }, chain.into, chain.work, chain.links + 1);
  if (facts.md5 !== md5) throw sourceMoved(record.origin.path, record.origin.url);
}

/** The files of tracked data, all of which are in the cache, as a folder of DVC 3 lists them. */
async function entriesOf(
  { url }: Source,
  { at, part, output, object }: SourceData,
  { into, work }: { readonly into: DataStore; readonly work: Work },
): Promise<TreeEntry[]> {
  const listed = isListing(object.md5) ? await listingOf(object, into) : [{ relpath: "", md5: object.md5 }];
  const wanted = part === undefined ? listed : listed.filter(({ relpath }) => isWithin(relpath, part));
  if (part !== undefined && wanted.length === 0) {
    const known = listed.map(({ relpath }) => `${output.path}/${relpath}`);
    throw notInSource(`${output.path}/${part}`, url, known);
  }
  const entries = wanted.map(({ relpath, md5 }) => {
    const inside = part === undefined ? relpath : posix.relative(part, relpath);
    return { relpath: [at, inside].filter((piece) => piece !== "").join("/"), md5 };
  });
  return object.isLegacy ? mapLimited(entries, filesAtOnce, (entry) => rehash(entry, into, work)) : entries;
}

async function listingOf(object: DataObject, { cache }: DataStore): Promise<readonly TreeEntry[]> {
  const listing = await readFile(join(cache.directory, objectName(object)), "utf8");
  return wantedFolder({ path: "", object }, listing).members.map(({ path, object: { md5 } }) => ({
    relpath: path.slice(1),
    md5,
  }));
}

/** DVC 2 hashed text with Unix line ends; what is recorded here is hashed as it is. */
async function rehash(
  { relpath, md5 }: TreeEntry,
  { cache }: DataStore,
  { signal }: Work,
): Promise<TreeEntry> {
  const path = join(cache.directory, objectName({ md5, isLegacy: true }));
  const hash = await hashPath(path, { signal });
  if (hash === undefined) throw sourceMoved(relpath, path);
  await cache.insert(path, hash, { signal });
  return { relpath, md5: hash.md5 };
}

async function storeGitFile(
  { git, url }: Source,
  { at, id }: SourceFile,
  { cache, config }: DataStore,
): Promise<TreeEntry> {
  const object = await git.objects.read(id);
  if (object === undefined) throw sourceMoved(at, url);
  const md5 = hashBytes(object.content, "md5");
  if (!(await cache.has(md5))) {
    await storeObject(objectPath(cache.directory, md5), config.shared, (temporary) =>
      writeSynced(temporary, object.content),
    );
  }
  return { relpath: at, md5 };
}

/** What is recorded of the files; the listing of a folder is put into the cache after them. */
async function factsOf(entries: readonly TreeEntry[], { cache, config }: DataStore): Promise<ContentFacts> {
  const sizes = await mapLimited(entries, filesAtOnce, async ({ md5 }) => {
    const { size } = await stat(objectPath(cache.directory, md5));
    return size;
  });
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const [first] = entries;
  if (entries.length === 1 && first?.relpath === "") return { md5: first.md5, size };
  const listing = printTree(entries);
  const md5 = treeHash(listing);
  if (!(await cache.has(md5))) {
    await storeObject(objectPath(cache.directory, md5), config.shared, (temporary) =>
      writeSynced(temporary, listing),
    );
  }
  return { md5, size, nfiles: entries.length };
}

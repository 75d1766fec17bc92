import { sep } from "node:path";
import type { Progress, Work } from "#core/progress";
import { writeSynced } from "./atomic-write.ts";
import { findAbsent, objectPath, objectsFolder } from "./find-objects.ts";
import type { NewObject } from "./copy-checked.ts";
import type { PathHash } from "./hash.ts";
import { sweepStaging } from "./staging.ts";
import type { StatCache } from "./stat-cache.ts";
import { storeObject } from "./store-object.ts";
import { storeObjects } from "./store-objects.ts";

export interface InsertOptions {
  /** What was learnt when the path was hashed: saves a second hashing of large files. */
  readonly stats?: StatCache | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the files of a folder, and of the bytes of a file. */
  readonly onProgress?: Work["onProgress"];
}

/** The cache that something is put into. */
export interface Destination {
  /** Absolute. */
  readonly directory: string;
  readonly shared: boolean;
}

/** Stores what `hashPath` found at a path, as `Cache.insert` says. */
export async function insert(
  { directory, shared }: Destination,
  path: string,
  hash: PathHash,
  { stats, signal, onProgress }: InsertOptions,
): Promise<void> {
  const files = filesOf(path, hash);
  const absent = await findAbsent(directory, [hash.md5, ...files.keys()], signal);
  const wanted = [...files.values()].filter(({ md5 }) => absent.has(md5));
  const report = (facts: Omit<Progress, "phase">): void => onProgress?.({ phase: "Storing", ...facts });
  const told = hash.tree
    ? { onFile: (done: number) => report({ done, total: wanted.length, unit: "files" }) }
    : { onBytes: (done: number) => report({ done, total: hash.size, unit: "bytes" }) };
  await sweepStaging(objectsFolder(directory));
  await storeObjects(wanted, { folder: objectsFolder(directory), shared, stats, signal, ...told });
  if (hash.tree === undefined || !absent.has(hash.md5)) return;
  const { listing } = hash.tree;
  // The listing comes last: while it is absent nothing claims that the folder is in the cache.
  await storeObject(objectPath(directory, hash.md5), shared, (temporary) => writeSynced(temporary, listing));
}

/** One file for each object, by its name. */
function filesOf(path: string, { md5, size, tree }: PathHash): ReadonlyMap<string, NewObject> {
  const files = new Map<string, NewObject>();
  if (tree === undefined) files.set(md5, { md5, size, source: path });
  for (const member of tree?.members ?? []) {
    files.set(member.md5, { md5: member.md5, size: member.size, source: path + sep + member.relpath });
  }
  return files;
}

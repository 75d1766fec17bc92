import { constants } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ContentHash } from "#core/pipeline/status-model";
import { isNotFound } from "./atomic-write.ts";
import { printTree, treeHash } from "./dir-object.ts";
import type { TreeEntry } from "./dir-object.ts";
import { notAFile } from "./failures.ts";
import { mapLimited } from "./map-limited.ts";
import { hashFile } from "./md5.ts";
import type { HashAlgorithm } from "./md5.ts";
import type { Sighting, StatCache } from "./stat-cache.ts";
import { namingSystemErrors } from "./system-errors.ts";
import { walkFiles } from "./walk.ts";
import type { WalkOptions } from "./walk.ts";

export interface HashOptions extends WalkOptions {
  /** Saves the reading of unchanged files; the caller saves it. */
  readonly stats?: StatCache | undefined;
  /** `md5` when absent. */
  readonly algorithm?: HashAlgorithm | undefined;
}

/** One file of a hashed folder. */
export interface Member extends TreeEntry {
  /** Bytes. */
  readonly size: number;
  readonly isexec?: boolean;
}

/** What a path holds: of a folder also its files and the listing that its hash is made of. */
export interface PathHash extends ContentHash {
  readonly tree?: { readonly members: readonly Member[]; readonly listing: string };
}

/** More than the threads that Node reads files with, so that these never wait for us. */
const filesAtOnce = 8;

const anyExecuteBit = constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH;

/**
 * Hashes a file or a folder as DVC 3 does; a symbolic link counts as what is behind it. Undefined when nothing is there.
 * Throws a Failure for a folder that cannot be tracked, and the signal's reason when it fires.
 */
export async function hashPath(path: string, options: HashOptions): Promise<PathHash | undefined> {
  options.signal?.throwIfAborted();
  return namingSystemErrors(async () => {
    const sighting = await look(path);
    return sighting?.stats.isDirectory() ? hashFolder(path, options) : hashRegularFile(sighting, options);
  });
}

async function hashFolder(folder: string, options: HashOptions): Promise<PathHash> {
  const files = await walkFiles(folder, options);
  const hashed = await mapLimited(files, filesAtOnce, async (relpath): Promise<Member | undefined> => {
    options.signal?.throwIfAborted();
    const hash = await hashRegularFile(await look(join(folder, relpath)), options);
    return hash && { relpath, ...hash };
  });
  // A file that went away since the folder was listed is simply no longer a member.
  const members = hashed.filter((member) => member !== undefined);
  const listing = printTree(members);
  return {
    md5: treeHash(listing),
    size: members.reduce((sum, member) => sum + member.size, 0),
    nfiles: members.length,
    tree: { members, listing },
  };
}

/** Undefined for a file that is not there, or goes away before it is read. */
async function hashRegularFile(
  file: Sighting | undefined,
  options: HashOptions,
): Promise<ContentHash | undefined> {
  if (file === undefined) return undefined;
  if (!file.stats.isFile()) throw notAFile(file.path);
  const md5 = await hashContent(file, options);
  if (md5 === undefined) return undefined;
  const isexec = process.platform !== "win32" && (Number(file.stats.mode) & anyExecuteBit) !== 0;
  return { md5, size: Number(file.stats.size), ...(isexec && { isexec }) };
}

async function hashContent(file: Sighting, options: HashOptions): Promise<string | undefined> {
  const algorithm = options.algorithm ?? "md5";
  const known = options.stats?.get(file, algorithm);
  if (known !== undefined) return known;
  try {
    const md5 = await hashFile(file.path, algorithm, options.signal);
    options.stats?.set(file, algorithm, md5);
    return md5;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function look(path: string): Promise<Sighting | undefined> {
  const time = Date.now();
  try {
    return { path, stats: await stat(path, { bigint: true }), time };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

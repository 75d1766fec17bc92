import { constants, readFileSync } from "node:fs";
import type { Stats } from "node:fs";
import { join, sep } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { treeHash } from "#core/data/cache/dir-object";
import { notAFile } from "#core/data/failures";
import { openPauses } from "#core/data/pauses";
import type { Pause } from "#core/data/pauses";
import { namingSystemErrors } from "#core/data/system-errors";
import type { ContentHash } from "#core/pipeline/status/status-model";
import type { Work } from "#core/progress";

import {
  clearFacts,
  copyEntry,
  copyRecord,
  hasFacts,
  joinNames,
  makeRecord,
  placesOf,
  setFacts,
  setHash,
} from "./folder-record.ts";
import type { FolderRecord } from "./folder-record.ts";
import { chunkSize, hashBytes, hashFile } from "./md5.ts";
import type { HashAlgorithm, WritePiece } from "./md5.ts";
import { isRacy } from "./stat-cache.ts";
import type { Sighting, StatCache } from "./stat-cache.ts";
import { statIfThere } from "./stat-if-there.ts";
import { digestParts, makeTree } from "./tree.ts";
import type { Tree, TreePart } from "./tree.ts";
import { walkFolders } from "./walk.ts";
import type { WalkOptions } from "./walk.ts";

export type { Member } from "./tree.ts";

export interface HashOptions extends WalkOptions {
  /** Saves the reading of unchanged files; the caller saves it. */
  readonly stats?: StatCache | undefined;
  /** `md5` when absent. */
  readonly algorithm?: HashAlgorithm | undefined;
  /** Told of the bytes of a file, and of the files of a folder. */
  readonly onProgress?: Work["onProgress"];
  /** Given the content of each small file that had to be read, while it is valid, so that nobody reads it again. */
  readonly onContent?: ((file: ReadFile) => void | Promise<void>) | undefined;
  /** Asked to have each larger file read whose hash is not known, so that it can do more with what is read. */
  readonly onLargeContent?: ReadLarge | undefined;
}

/**
 * Has a large file read once by `hash`, and gives the hash that this gives.
 * @param file as it was before anything of it was read
 * @param hash gives every piece of the file to `write`, too
 */
export type ReadLarge = (file: Sighting, hash: (write?: WritePiece) => Promise<string>) => Promise<string>;

/** A file that was read whole. */
interface ReadFile {
  /** Absolute path. */
  readonly source: string;
  readonly content: Buffer;
  readonly size: number;
  readonly md5: string;
}

/** What a path holds: of a folder also its files and the listing that its hash is made of. */
export interface PathHash extends ContentHash {
  readonly tree?: Tree;
}

const anyExecuteBit = constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH;

/**
 * Hashes a file or a folder as DVC 3 does; a symbolic link counts as what is behind it. Undefined when nothing is there.
 * Throws a Failure for a folder that cannot be tracked, and the signal's reason when it fires.
 */
export async function hashPath(path: string, options: HashOptions): Promise<PathHash | undefined> {
  options.signal?.throwIfAborted();
  return namingSystemErrors(() => {
    const file = look(path, Date.now());
    return file?.stats.isDirectory() ? hashFolder(path, options) : hashOneFile(file, options);
  });
}

/** Undefined for a file that is not there, or goes away before it is read. */
async function hashOneFile(
  file: Sighting | undefined,
  options: HashOptions,
): Promise<ContentHash | undefined> {
  if (file === undefined) return undefined;
  if (!file.stats.isFile()) throw notAFile(file.path);
  const { algorithm = "md5", stats, onProgress } = options;
  const known = stats?.get(file, algorithm);
  const report = (done: number, total: number): void =>
    onProgress?.({ phase: "Hashing", done, total, unit: "bytes" });
  const md5 = known ?? (await unlessGone(() => hashContent(file, options, report)));
  if (md5 === undefined) return undefined;
  if (known === undefined) stats?.set(file, algorithm, md5);
  return { md5, size: file.stats.size, ...(isExecutable(file.stats) && { isexec: true }) };
}

/** What the hashing of a folder works with. */
interface Job {
  readonly algorithm: HashAlgorithm;
  readonly options: HashOptions;
  readonly pause: Pause;
  /** Told of every file. */
  readonly onFile: () => void;
}

async function hashFolder(start: string, options: HashOptions): Promise<PathHash> {
  let files = 0;
  const job: Job = {
    algorithm: options.algorithm ?? "md5",
    options,
    pause: openPauses(options.signal),
    onFile: () => options.onProgress?.({ phase: "Hashing", done: ++files, unit: "files" }),
  };
  const parts: TreePart[] = [];
  for await (const { relpath, files: names } of walkFolders(start, options)) {
    parts.push(await hashFiles(join(start, relpath), relpath, names, job));
  }
  const tree = makeTree(parts);
  const key = `tree:${digestParts(parts)}`;
  const known = options.stats?.recall(key);
  const md5 = known ?? treeHash(tree.listing);
  if (known === undefined) options.stats?.remember(key, md5);
  const size = parts.reduce((sum, { sizes }) => sum + sizes.reduce((all, one) => all + one, 0), 0);
  return { md5, size, nfiles: parts.reduce((sum, { record }) => sum + record.count, 0), tree };
}

/** Hashes the files of one folder; those that did not change since they were last looked at cost a stat. */
async function hashFiles(
  folder: string,
  relpath: string,
  names: readonly string[],
  job: Job,
): Promise<TreePart> {
  const draft = draftRecord(folder, names, job);
  const sizes = new Float64Array(names.length);
  const executables = new Uint8Array(names.length);
  const gone = new Set<string>();
  let time = Date.now();
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? "";
    const waiting = job.pause();
    if (waiting) {
      await waiting;
      time = Date.now();
    }
    const file = look(folder + sep + name, time);
    if (file === undefined) {
      gone.add(name);
      continue;
    }
    if (!draft.keeps(file, index, name) && !(await learn(file, index, draft.toFill(), job))) gone.add(name);
    sizes[index] = file.stats.size;
    if (isExecutable(file.stats)) executables[index] = 1;
    job.onFile();
  }
  const record = draft.finish();
  if (!draft.isSame(record)) job.options.stats?.setFolder(folder, job.algorithm, record);
  // A file that went away since the folder was listed is simply no longer a member.
  const left = names.filter((name) => !gone.has(name));
  return gone.size === 0 ? { relpath, record, sizes, executables } : hashFiles(folder, relpath, left, job);
}

/** The record of a folder while its files are looked at. */
interface Draft {
  /** Keeps what is known of a file; false when the file is new or has changed. */
  keeps(file: Sighting, index: number, name: string): boolean;
  /** The record to write what was learnt into. */
  toFill(): FolderRecord;
  finish(): FolderRecord;
  /** True of the record that was known before. */
  isSame(record: FolderRecord): boolean;
}

/** Starts with what is known. While nothing has changed nothing is copied, which is the usual case for most folders. */
function draftRecord(folder: string, names: readonly string[], { algorithm, options }: Job): Draft {
  const known = options.stats?.getFolder(folder, algorithm);
  if (known !== undefined && known.names === joinNames(names)) {
    let copy: FolderRecord | undefined;
    return {
      keeps: ({ stats }, index) => hasFacts(known, index, stats),
      toFill: () => (copy ??= copyRecord(known)),
      finish: () => copy ?? known,
      isSame: (record) => record === known,
    };
  }
  const record = makeRecord(names);
  const places = known && placesOf(known);
  return {
    keeps({ stats }, index, name) {
      const place = places?.get(name);
      if (known === undefined || place === undefined || !hasFacts(known, place, stats)) return false;
      copyEntry(known, place, record, index);
      return true;
    },
    toFill: () => record,
    finish: () => record,
    isSame: () => false,
  };
}

/** Hashes a file into a record; false when it is gone. */
async function learn(file: Sighting, index: number, record: FolderRecord, job: Job): Promise<boolean> {
  if (!file.stats.isFile()) throw notAFile(file.path);
  const known = job.options.stats?.get(file, job.algorithm);
  const md5 = known ?? (await unlessGone(() => hashContent(file, job.options)));
  if (md5 === undefined) return false;
  setHash(record, index, md5);
  if (isRacy(file)) clearFacts(record, index);
  else setFacts(record, index, file.stats);
  return true;
}

/** Most files are small, and for those the way through another thread takes ten times longer than the hashing. */
function hashContent(
  file: Sighting,
  { algorithm = "md5", signal, onContent, onLargeContent }: HashOptions,
  onBytes?: (done: number, total: number) => void,
): string | Promise<string> {
  const { path, stats } = file;
  const content = stats.size <= chunkSize ? readFileSync(path) : undefined;
  if (content === undefined || content.length > chunkSize) {
    const hash = (write?: WritePiece) => hashFile(path, algorithm, { signal, onBytes, write });
    return onLargeContent && algorithm === "md5" ? onLargeContent(file, hash) : hash();
  }
  const md5 = hashBytes(content, algorithm);
  const told = onContent?.({ source: path, content, size: content.length, md5 });
  return told ? told.then(() => md5) : md5;
}

/** @param time milliseconds since 1970, a moment ago at most: what was changed since is looked at again the next time */
function look(path: string, time: number): Sighting | undefined {
  const stats = statIfThere(path);
  return stats && { path, stats, time };
}

async function unlessGone<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isExecutable({ mode }: Stats): boolean {
  return process.platform !== "win32" && (mode & anyExecuteBit) !== 0;
}

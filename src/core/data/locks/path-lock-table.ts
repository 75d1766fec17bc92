import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { sep } from "node:path";

import { isNotFound, temporaryBeside } from "#core/data/atomic-write";
import { damagedPathLock, pathBusy } from "#core/data/failures";
import { isObject } from "#core/data/json-object";

import { identifyProcess } from "./process-identity.ts";

/** Absolute paths that some work reads and writes. */
export interface LockedPaths {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** A process as DVC identifies it: the same id and command line is the same process. */
export interface Holder {
  readonly pid: number;
  readonly cmd: string;
}

/** What `.dvc/tmp/rwlock` says: many may read a path, one may write it. */
export interface PathTable {
  readonly read: Map<string, Holder[]>;
  readonly write: Map<string, Holder>;
}

/**
 * Reserves paths, and gives those that this process had not reserved before. Throws a Failure, before it changes the
 * table, when somebody else reserved one of them, a folder above or a file below.
 */
export function reserve(table: PathTable, self: Holder, paths: LockedPaths): LockedPaths {
  for (const path of [...paths.read, ...paths.write]) {
    for (const [locked, holder] of table.write) refuse(path, locked, holder, self);
  }
  for (const path of paths.write) {
    for (const [locked, holders] of table.read)
      for (const holder of holders) refuse(path, locked, holder, self);
  }
  const read = [...new Set(paths.read)].filter(
    (path) => !table.read.get(path)?.some((holder) => isSame(holder, self)),
  );
  const write = [...new Set(paths.write)].filter((path) => !table.write.has(path));
  for (const path of read) table.read.set(path, [...(table.read.get(path) ?? []), self]);
  for (const path of write) table.write.set(path, self);
  return { read, write };
}

/** Takes the paths of a process out of the table again. */
export function release(table: PathTable, self: Holder, paths: LockedPaths): void {
  for (const path of paths.read) {
    const others = table.read.get(path)?.filter((holder) => !isSame(holder, self)) ?? [];
    if (others.length > 0) table.read.set(path, others);
    else table.read.delete(path);
  }
  for (const path of paths.write) {
    const holder = table.write.get(path);
    if (holder !== undefined && isSame(holder, self)) table.write.delete(path);
  }
}

function refuse(path: string, locked: string, holder: Holder, self: Holder): void {
  if (!isSame(holder, self) && overlap(path, locked)) {
    throw pathBusy(path, `process ${holder.pid} (${holder.cmd})`);
  }
}

/** Takes out the entries of processes that are gone. */
export async function evictDead(table: PathTable, self: Holder): Promise<void> {
  const living = await findLiving(table, self);
  for (const [path, holders] of table.read) {
    const left = holders.filter(({ pid }) => living.has(pid));
    if (left.length > 0) table.read.set(path, left);
    else table.read.delete(path);
  }
  for (const [path, { pid }] of table.write) if (!living.has(pid)) table.write.delete(path);
}

/**
 * Numbers of the holders that run. A process that was killed but not buried counts as dead: in a container whose first
 * process buries nobody it keeps its number for ever.
 */
async function findLiving({ read, write }: PathTable, self: Holder): Promise<ReadonlySet<number>> {
  const pids = [...new Set([...[...read.values()].flat(), ...write.values()].map(({ pid }) => pid))];
  const isLiving = async (pid: number): Promise<boolean> =>
    pid === self.pid || (await identifyProcess(pid)) !== undefined;
  const living = await Promise.all(pids.map(isLiving));
  return new Set(pids.filter((_, index) => living[index]));
}

function isSame(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.cmd === b.cmd;
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(b + sep) || b.startsWith(a + sep);
}

/** Throws a Failure that says what to do about a file that nobody can have written so. */
export function readTable(file: string): PathTable {
  const table = parseTable(readText(file));
  if (table === undefined) throw damagedPathLock(file);
  return table;
}

/** A single write of at most so many bytes is never cut in two by the end of its process. */
const pageBytes = 4096;

/**
 * Not synced: after a power cut none of these processes runs any more. Not renamed either, which would make a journaling
 * file system write it to the disk: it is overwritten with blanks up to its old length first, so that a process that is
 * killed leaves it whole.
 */
export function writeTable(file: string, table: PathTable): void {
  const text = printTable(table);
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o666);
  try {
    const length = Buffer.byteLength(text);
    const { size } = fstatSync(descriptor);
    if (Math.max(length, size) > pageBytes) {
      replaceFile(file, text);
      return;
    }
    writeSync(descriptor, text + " ".repeat(Math.max(size - length, 0)), 0);
    if (size > length) ftruncateSync(descriptor, length);
  } finally {
    closeSync(descriptor);
  }
}

function replaceFile(file: string, text: string): void {
  const temporary = temporaryBeside(file);
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isNotFound(error)) return "";
    throw error;
  }
}

function parseTable(text: string): PathTable | undefined {
  try {
    const data: unknown = text.trim() === "" ? {} : JSON.parse(text);
    if (!isObject(data)) return undefined;
    const { read = {}, write = {} } = data;
    if (!isObject(read) || !isObject(write)) return undefined;
    const readers = Object.entries(read);
    const writers = Object.entries(write);
    const areReaders = readers.every((entry): entry is [string, Holder[]] => isHolders(entry[1]));
    const areWriters = writers.every((entry): entry is [string, Holder] => isHolder(entry[1]));
    return areReaders && areWriters ? { read: new Map(readers), write: new Map(writers) } : undefined;
  } catch {
    return undefined;
  }
}

function printTable({ read, write }: PathTable): string {
  return JSON.stringify({
    ...(read.size > 0 && { read: Object.fromEntries(read) }),
    ...(write.size > 0 && { write: Object.fromEntries(write) }),
  });
}

function isHolders(value: unknown): value is Holder[] {
  return Array.isArray(value) && value.every(isHolder);
}

function isHolder(value: unknown): value is Holder {
  return isObject(value) && Number.isSafeInteger(value["pid"]) && typeof value["cmd"] === "string";
}

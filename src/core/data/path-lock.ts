import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { isNotFound, writeFileAtomic } from "./atomic-write.ts";
import { damagedPathLock, pathBusy } from "./failures.ts";
import { withFileLock } from "./file-lock.ts";
import { isObject } from "./json-object.ts";
import { identifyProcess } from "./process-identity.ts";

/** Absolute paths that some work reads and writes. */
export interface LockedPaths {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** A process as DVC identifies it: the same id and command line is the same process. */
interface Holder {
  readonly pid: number;
  readonly cmd: string;
}

/** `.dvc/tmp/rwlock`: many may read a path, one may write it. */
interface Table {
  readonly read: Map<string, Holder[]>;
  readonly write: Map<string, Holder>;
}

/**
 * Does something while the paths are reserved in `.dvc/tmp/rwlock`, DVC's record of which files the running stages use;
 * it is held while the user's command runs. Throws a Failure at once, as DVC does, when a living process reserved one of
 * them, a folder above or a file below; entries of dead processes are removed.
 */
export async function withPathLock<T>(root: string, paths: LockedPaths, work: () => Promise<T>): Promise<T> {
  const self: Holder = { pid: process.pid, cmd: process.argv.join(" ") };
  const added = await edit(root, (table) => reserve(table, self, paths));
  try {
    return await work();
  } finally {
    await edit(root, (table) => release(table, self, added));
  }
}

/** Changes the table while nobody else does. DVC edits it in place and holds no handle, so a rename is safe. */
async function edit<T>(root: string, change: (table: Table) => T | Promise<T>): Promise<T> {
  const file = join(root, ".dvc", "tmp", "rwlock");
  return withFileLock(`${file}.lock`, { seconds: 30 }, async () => {
    const table = await readTable(file);
    const result = await change(table);
    await writeFileAtomic(file, printTable(table));
    return result;
  });
}

/** Gives what was not reserved by this process before: only that is to be released. */
async function reserve(table: Table, self: Holder, paths: LockedPaths): Promise<LockedPaths> {
  await evictDead(table);
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

function release(table: Table, self: Holder, paths: LockedPaths): void {
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

async function evictDead(table: Table): Promise<void> {
  const living = await findLiving(table);
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
async function findLiving({ read, write }: Table): Promise<ReadonlySet<number>> {
  const pids = [...new Set([...[...read.values()].flat(), ...write.values()].map(({ pid }) => pid))];
  const living = await Promise.all(pids.map(async (pid) => (await identifyProcess(pid)) !== undefined));
  return new Set(pids.filter((_, index) => living[index]));
}

function isSame(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.cmd === b.cmd;
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(b + sep) || b.startsWith(a + sep);
}

async function readTable(file: string): Promise<Table> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isNotFound(error)) return { read: new Map(), write: new Map() };
    throw error;
  }
  const table = parseTable(text);
  if (table === undefined) throw damagedPathLock(file);
  return table;
}

function parseTable(text: string): Table | undefined {
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

function printTable({ read, write }: Table): string {
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

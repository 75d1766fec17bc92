import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { hasCode, isNotFound, writeFileAtomic } from "#core/data/atomic-write";
import { isObject, parseObject } from "#core/data/json-object";
import {
  identifyProcess,
  isAlive,
  isProcessIdentity,
  type ProcessIdentity,
} from "#core/data/locks/process-identity";
import { ownFolder } from "#core/data/own-folder";
import { pathExists } from "#core/data/path-exists";

/** Outputs that are out of the way while the command that makes them anew runs. */
export interface SetAside {
  /** Puts the old outputs back in place of what the command has left there. */
  restore(): Promise<void>;
  /** Deletes the old outputs. */
  discard(): Promise<void>;
}

interface Moved {
  readonly from: string;
  readonly to: string;
}

/** What a folder of moved outputs says of itself, so that they can be put back when its process was killed. */
interface Manifest {
  readonly process: ProcessIdentity;
  readonly moved: readonly Moved[];
}

const manifestName = "manifest.json";

function asideFolder(root: string): string {
  return ownFolder(root, "aside");
}

/**
 * Moves outputs away before their command runs. DVC deletes them, so that a command which fails costs the results
 * of the last one that did not. Paths are absolute; those that do not exist are left out.
 */
export async function setAside(root: string, paths: readonly string[]): Promise<SetAside> {
  const existing = await keepExisting(paths);
  if (existing.length === 0) return { restore: async () => {}, discard: async () => {} };
  const folder = join(asideFolder(root), randomBytes(8).toString("hex"));
  await mkdir(folder, { recursive: true });
  const planned = existing.map((from, index) => ({ from, to: join(folder, String(index)) }));
  const moved: Moved[] = [];
  const putBack = async (): Promise<void> => {
    for (const each of moved) await replace(each);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeManifest(folder, planned);
    for (const each of planned) moved.push(await move(each));
  } catch (error) {
    await putBack();
    throw error;
  }
  return {
    restore: putBack,
    async discard() {
      for (const { to } of moved) await rm(to, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Puts back what processes that were killed have left aside, where nothing has taken its place since. Call it, and
 * `setAside`, with the lock of the repository held: then a folder that does not say whose it is has lost its process before
 * anything was moved.
 */
export async function recoverAside(root: string): Promise<void> {
  const folders = await readdir(asideFolder(root)).catch((error: unknown) => {
    if (isNotFound(error)) return [];
    throw error;
  });
  for (const name of folders) {
    const folder = join(asideFolder(root), name);
    const manifest = await readManifest(folder);
    if (manifest === undefined ? !(await isUnused(folder)) : await isAlive(manifest.process)) continue;
    for (const each of manifest?.moved ?? []) await putBackOrDelete(each);
    await rm(folder, { recursive: true, force: true });
  }
}

/** True when only a manifest that was never finished may be in there. */
async function isUnused(folder: string): Promise<boolean> {
  return (await readdir(folder)).every((name) => name.startsWith("."));
}

async function putBackOrDelete(each: Moved): Promise<void> {
  const old = (await pathExists(each.to)) ? each.to : besideOf(each);
  if (await pathExists(each.from)) await rm(old, { recursive: true, force: true });
  else await rename(old, each.from).catch(ignoreMissing);
}

/** A folder can only be renamed within its file system; where `.dvc` is on another one, it stays beside itself. */
async function move({ from, to }: Moved): Promise<Moved> {
  try {
    await rename(from, to);
    return { from, to };
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    const beside = besideOf({ from, to });
    await rename(from, beside);
    return { from, to: beside };
  }
}

function besideOf({ from, to }: Moved): string {
  return join(dirname(from), `.${basename(from)}.${basename(dirname(to))}.old`);
}

async function replace({ from, to }: Moved): Promise<void> {
  // A command that deletes `.dvc/tmp` has deleted the old outputs with it.
  if (!(await pathExists(to))) return;
  await rm(from, { recursive: true, force: true });
  await mkdir(dirname(from), { recursive: true });
  await rename(to, from);
}

async function keepExisting(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(pathExists));
  return paths.filter((_, index) => found[index]);
}

async function writeManifest(folder: string, moved: readonly Moved[]): Promise<void> {
  const identity = await identifyProcess(process.pid);
  if (identity === undefined) return;
  const manifest: Manifest = { process: identity, moved };
  await writeFileAtomic(join(folder, manifestName), JSON.stringify(manifest));
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, manifestName), "utf8").catch(() => "");
  const value = parseObject(text);
  return isManifest(value) ? value : undefined;
}

function isManifest(value: unknown): value is Manifest {
  return (
    isObject(value) &&
    isProcessIdentity(value["process"]) &&
    Array.isArray(value["moved"]) &&
    value["moved"].every(isMoved)
  );
}

function isMoved(value: unknown): value is Moved {
  return isObject(value) && typeof value["from"] === "string" && typeof value["to"] === "string";
}

function ignoreMissing(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

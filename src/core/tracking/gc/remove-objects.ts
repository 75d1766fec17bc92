import { chmod, lstat, rm } from "node:fs/promises";
import { basename, join, posix } from "node:path";

import { isNotFound } from "#core/data/atomic-write";
import { isLeftover, isTemporary } from "#core/data/cache/leftovers";
import { listObjectFiles } from "#core/data/cache/list-objects";
import { objectName, parseObjectName } from "#core/data/cache/object-name";
import { filesAtOnce, mapLimited } from "#core/data/map-limited";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import { namingSystemErrors } from "#core/data/system-errors";
import type { Work } from "#core/progress";
import { remoteCannotDelete } from "#core/tracking/failures";

/** What was removed, or would be. */
export interface RemovedObjects {
  readonly objects: number;
  /** Room that it took, in bytes; not known of a remote. */
  readonly bytes: number;
}

interface CacheRemoval {
  readonly dry: boolean;
  readonly work: Work;
  /** Milliseconds since 1970: what came since then may be needed by a run that began since then, and stays. */
  readonly began: number;
}

/** Removes from a cache what is not to be kept, and what writers that died have left behind. */
export async function removeFromCache(
  cacheDir: string,
  keep: ReadonlySet<string>,
  { dry, work, began }: CacheRemoval,
): Promise<RemovedObjects> {
  const files = await listObjectFiles(cacheDir, work.signal);
  const found = await mapLimited(unneeded(files, keep), filesAtOnce, async (name) => {
    const facts = await factsOf(join(cacheDir, name));
    return facts !== undefined && facts.changed < began - clockTick ? { name, room: facts.room } : undefined;
  });
  const old = found.filter((each) => each !== undefined);
  const unused = old.map(({ name }) => name);
  const leftOver = files.filter((name) => isTemporary(posix.basename(name)));
  if (!dry) {
    await removeInOrder(unused, work, filesAtOnce, (name) => removeFile(join(cacheDir, name)));
    for (const name of leftOver) await removeLeftOver(join(cacheDir, name));
  }
  return { objects: unused.length, bytes: old.reduce((sum, { room }) => sum + room, 0) };
}

/** Milliseconds that the times of files may lag behind the clock. */
const clockTick = 10;

/** Removes from a remote what is not to be kept. Throws a Failure where the protocol cannot list or delete. */
export async function removeFromRemote(
  store: RemoteStore,
  keep: ReadonlySet<string>,
  { dry, work }: { readonly dry: boolean; readonly work: Work },
): Promise<RemovedObjects> {
  const { list, remove, url } = store;
  if (list === undefined || remove === undefined) throw remoteCannotDelete(url);
  const { signal } = work;
  const namesBelow = (prefix: string): Promise<string[]> =>
    withRetries(signal, async () => {
      const names: string[] = [];
      for await (const name of list(prefix, signal)) names.push(name);
      return names;
    });
  const legacy = Array.from({ length: 256 }, (_, byte) => `${byte.toString(16).padStart(2, "0")}/`);
  const names = await mapLimited(["files/md5/", ...legacy], store.jobs, namesBelow);
  const unused = unneeded(names.flat(), keep);
  if (!dry)
    await removeInOrder(unused, work, store.jobs, (name) => withRetries(signal, () => remove(name, signal)));
  return { objects: unused.length, bytes: 0 };
}

/**
 * The objects that are not to be kept. One that is needed and stands only where the other version of DVC keeps its objects
 * is kept there.
 */
function unneeded(names: readonly string[], keep: ReadonlySet<string>): readonly string[] {
  const present = new Set(names);
  return names.filter((name) => {
    const object = parseObjectName(name);
    if (object === undefined || keep.has(name)) return false;
    const other = objectName({ ...object, isLegacy: !object.isLegacy });
    return !keep.has(other) || present.has(other);
  });
}

/** The listings of folders go first: when this is stopped halfway, none claims files that are gone. */
async function removeInOrder(
  names: readonly string[],
  { signal, onProgress }: Work,
  atOnce: number,
  remove: (name: string) => Promise<void>,
): Promise<void> {
  let done = 0;
  const isListing = (name: string): boolean => name.endsWith(".dir");
  for (const part of [names.filter(isListing), names.filter((name) => !isListing(name))]) {
    await mapLimited(part, atOnce, async (name) => {
      signal.throwIfAborted();
      await remove(name);
      done += 1;
      onProgress?.({ phase: "Removing", done, total: names.length, unit: "files" });
    });
  }
}

/**
 * The bytes that a file gives back, none when it is linked into a workspace too, and when it came or was last linked,
 * in milliseconds since 1970. Undefined for one that is gone.
 */
async function factsOf(path: string): Promise<{ room: number; changed: number } | undefined> {
  try {
    const { size, nlink, ctimeMs } = await lstat(path);
    return { room: nlink > 1 ? 0 : size, changed: ctimeMs };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function removeFile(path: string): Promise<void> {
  await namingSystemErrors(async () => {
    // Windows does not delete what is read-only.
    if (process.platform === "win32") await chmod(path, 0o666);
    await rm(path, { force: true });
  }, path);
}

async function removeLeftOver(path: string): Promise<void> {
  try {
    if (isLeftover(basename(path), (await lstat(path)).mtimeMs / 1000)) await removeFile(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

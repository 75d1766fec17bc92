import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

import { isNotFound } from "#core/data/atomic-write";
import { readChunks } from "#core/data/md5";
import type { RemoteConfig } from "#core/data/remote-config";
import { namingSystemErrors } from "#core/data/system-errors";
import { listFolder } from "#core/data/walk";

import { isLeftover, isTemporary, temporaryName } from "./leftovers.ts";
import type { BlobContent, RemoteStore, Transfer } from "./remote-store.ts";

const chunkSize = 1 << 20;

/** A remote in a folder of this machine, or of a file system that is mounted here. It need not exist yet. */
export function openFolder(remote: RemoteConfig): RemoteStore {
  const root = remote.url.startsWith("file://") ? fileURLToPath(remote.url) : remote.url;
  const isShared = remote.options.get("shared")?.toLowerCase() === "group";
  const tidied = new Map<string, Promise<void>>();
  const place = (name: string): string => join(root, name);
  return {
    url: root,
    jobs: 8,
    size: (name) => namingSystemErrors(() => sizeOf(place(name))),
    list: (prefix, signal) => listNames(root, prefix, signal),
    read: (name, offset, signal) => namingSystemErrors(() => read(place(name), offset, signal)),
    upload: (file, name, transfer) =>
      namingSystemErrors(async () => {
        const folder = dirname(place(name));
        await makeFolder(folder, isShared);
        if (!tidied.has(folder)) tidied.set(folder, removeLeftovers(folder));
        await tidied.get(folder);
        await copyInto(file, place(name), transfer);
      }, file),
    remove: (name) => namingSystemErrors(() => rm(place(name), { force: true })),
    dispose: async () => undefined,
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function* listNames(root: string, prefix: string, signal: AbortSignal): AsyncIterable<string> {
  const pending = [prefix];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const path = join(root, folder);
    for (const entry of await namingSystemErrors(() => listFolder(path), path)) {
      if (entry.isDirectory()) pending.push(posix.join(folder, `${entry.name}/`));
      else if (!isTemporary(entry.name)) yield posix.join(folder, entry.name);
    }
  }
}

async function read(path: string, offset: number, signal: AbortSignal): Promise<BlobContent | undefined> {
  try {
    const handle = await open(path, "r");
    return { start: offset, chunks: chunksFrom(handle, offset, signal) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function* chunksFrom(
  handle: FileHandle,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    const buffer = Buffer.allocUnsafe(chunkSize);
    for (let position = offset; ;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** DVC protects the objects of a remote in a folder like those of a cache, and so do we. */
async function copyInto(file: string, target: string, { signal, onBytes }: Transfer): Promise<void> {
  const temporary = join(dirname(target), temporaryName());
  try {
    const handle = await open(temporary, "wx");
    try {
      for await (const chunk of readChunks(file, signal)) {
        await handle.writeFile(chunk);
        onBytes?.(chunk.length);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, 0o444);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function makeFolder(folder: string, isShared: boolean): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined || !isShared) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o2775);
}

/** What an upload that was killed has left behind goes with the next one into its folder, after a day. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(isTemporary)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (isLeftover(name, mtimeMs / 1000)) await rm(path, { force: true });
  }
}

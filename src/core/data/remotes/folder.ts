import { chmod, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

import { isNotFound, renameOver } from "#core/data/atomic-write";
import { isLeftover, isTemporary, temporaryName } from "#core/data/cache/leftovers";
import { makeFolder } from "#core/data/cache/store-object";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { readChunks } from "#core/data/hash/md5";
import { listFolder } from "#core/data/list-folder";
import { namingSystemErrors } from "#core/data/system-errors";

import { remoteUnreachable } from "./failures.ts";
import { openGroupSync } from "./group-sync.ts";
import { openLimit } from "./limit.ts";
import type { Limit } from "./limit.ts";
import type { BlobContent, RemoteStore, Transfer } from "./remote-store.ts";

const chunkSize = 1 << 20;

/** Files that are read or written at a time; many more can wait for the disk together. */
const filesAtOnce = 8;
const waitingAtOnce = 2000;

/** A remote in a folder of this machine, or of a file system that is mounted here. It need not exist yet. */
export function openFolder(remote: RemoteConfig): RemoteStore {
  const root = remote.url.startsWith("file://") ? fileURLToPath(remote.url) : remote.url;
  const isShared = remote.options.get("shared")?.toLowerCase() === "group";
  const tidied = new Map<string, Promise<void>>();
  const sync = openGroupSync(root);
  const limit = openLimit(filesAtOnce);
  const place = (name: string): string => join(root, name);
  return {
    url: root,
    jobs: waitingAtOnce,
    size: (name) => namingSystemErrors(() => sizeOf(place(name))),
    list: (prefix, signal) => listNames(root, prefix, signal),
    read: (name, offset, signal) =>
      namingSystemErrors(async () => {
        const found = await read(place(name), offset, { limit, signal });
        if (found === undefined) await requireFolder(root);
        return found;
      }),
    upload: (file, name, transfer) =>
      namingSystemErrors(async () => {
        const target = place(name);
        const temporary = join(dirname(target), temporaryName());
        try {
          await limit.during(async () => {
            const folder = dirname(target);
            await makeFolder(folder, isShared);
            if (!tidied.has(folder)) tidied.set(folder, removeLeftovers(folder));
            await tidied.get(folder);
            await copyTo(temporary, file, transfer);
          });
          await sync(temporary);
          // DVC protects the objects of a remote in a folder like those of a cache, and so do we.
          await chmod(temporary, 0o444);
          await renameOver(temporary, target);
        } catch (error) {
          await rm(temporary, { force: true });
          throw error;
        }
      }, file),
    remove: (name) => namingSystemErrors(() => rm(place(name), { force: true })),
    dispose: async () => undefined,
  };
}

/** That nothing is found where there is not even a folder says nothing of what the remote has. */
async function requireFolder(root: string): Promise<void> {
  const folder = await stat(root).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw remoteUnreachable(root, "there is no such folder, which may have to be mounted first");
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? undefined : found.size;
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

async function read(
  path: string,
  offset: number,
  { limit, signal }: { readonly limit: Limit; readonly signal: AbortSignal },
): Promise<BlobContent | undefined> {
  if ((await sizeOf(path)) === undefined) return undefined;
  return { start: offset, chunks: chunksFrom(path, offset, { limit, signal }) };
}

async function* chunksFrom(
  path: string,
  offset: number,
  { limit, signal }: { readonly limit: Limit; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const turn = await limit.enter();
  try {
    const handle = await open(path, "r");
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkSize, size - offset)));
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
  } finally {
    turn();
  }
}

async function copyTo(target: string, file: string, { signal, onBytes }: Transfer): Promise<void> {
  const handle = await open(target, "wx");
  try {
    for await (const chunk of readChunks(file, signal)) {
      await handle.writeFile(chunk);
      onBytes?.(chunk.length);
    }
  } finally {
    await handle.close();
  }
}

/** What an upload that was killed has left behind goes with the next one into its folder, after a day. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(isTemporary)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (isLeftover(name, mtimeMs / 1000)) await rm(path, { force: true });
  }
}

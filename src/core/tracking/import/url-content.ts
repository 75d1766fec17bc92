import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { objectPath, objectsFolder } from "#core/data/cache/find-objects";
import { temporaryName } from "#core/data/cache/leftovers";
import { makeFolder, storeObject } from "#core/data/cache/store-object";
import { isInterruption } from "#core/data/remotes/failures";
import type { RemoteStore } from "#core/data/remotes/remote-store";
import { withRetries } from "#core/data/remotes/with-retries";
import { namingSystemErrors } from "#core/data/system-errors";

import type { DataStore } from "./data-store.ts";
import { changedMeanwhile, nothingAtUrl } from "./failures.ts";

/** A blob whose content is not known by its name. */
export interface UnnamedBlob {
  readonly store: RemoteStore;
  readonly name: string;
  /** For messages. */
  readonly url: string;
  /** What the protocol says of the content; a blob that says something else in the middle is another one. */
  readonly tag?: string | undefined;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface Content {
  readonly md5: string;
  readonly size: number;
}

/** Hashes a blob without keeping it. */
export async function hashBlob(blob: UnnamedBlob, reading: Reading): Promise<Content> {
  return receive(blob, reading, async () => undefined);
}

/**
 * Brings a blob into the cache under the hash that its content turns out to have. It grows under a temporary name in the
 * cache; one that a killed process has left there is nobody's and is not taken for an object.
 */
export async function storeBlob(
  blob: UnnamedBlob,
  { cache, config }: DataStore,
  reading: Reading,
): Promise<Content> {
  const folder = objectsFolder(cache.directory);
  const temporary = join(folder, temporaryName());
  return namingSystemErrors(async () => {
    await makeFolder(folder, config.shared);
    try {
      const file = await open(temporary, "wx");
      let content: Content;
      try {
        content = await receive(blob, reading, (chunk, position) =>
          file.write(chunk, 0, chunk.length, position),
        );
        await file.sync();
      } finally {
        await file.close();
      }
      if (!(await cache.has(content.md5))) {
        await storeObject(objectPath(cache.directory, content.md5), config.shared, (path) =>
          rename(temporary, path),
        );
      }
      return content;
    } finally {
      await rm(temporary, { force: true });
    }
  }, temporary);
}

/**
 * Reads a blob to its end. A connection that breaks is made again and read on from where it came to; who cannot read on has
 * to begin anew. Throws a Failure for a blob that goes away or changes meanwhile.
 */
async function receive(
  blob: UnnamedBlob,
  { signal, onBytes }: Reading,
  write: (chunk: Uint8Array, position: number) => Promise<unknown>,
): Promise<Content> {
  let hash = createHash("md5");
  let size = 0;
  for (;;) {
    const isWhole = await withRetries(signal, async () => {
      const before = size;
      try {
        const content = await blob.store.read(blob.name, size, signal);
        if (content === undefined) throw nothingAtUrl(blob.url);
        if (size > 0) await refuseAnother(blob, signal);
        if (content.start !== size) {
          onBytes?.(-size);
          hash = createHash("md5");
          size = 0;
        }
        for await (const chunk of content.chunks) {
          await write(chunk, size);
          hash.update(chunk);
          size += chunk.length;
          onBytes?.(chunk.length);
        }
        return true;
      } catch (error) {
        if (isInterruption(error) && size > before) return false;
        throw error;
      }
    });
    if (isWhole) return { md5: hash.digest("hex"), size };
  }
}

async function refuseAnother({ store, name, url, tag }: UnnamedBlob, signal: AbortSignal): Promise<void> {
  if (tag !== undefined && (await store.tag?.(name, signal)) !== tag) throw changedMeanwhile(url);
}

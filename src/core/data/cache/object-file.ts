import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import type { WritePiece } from "#core/data/hash/md5";
import { canSyncFileSystem } from "#core/data/sync-file-system";

import { protectedMode } from "./store-object.ts";

/** Where files cannot be synced together each is while it can be written to; elsewhere the object writer does it. */
export const syncsAtOnce: boolean = !canSyncFileSystem;

/** The file of a large object while it is written, piece by piece. */
export interface ObjectFile {
  readonly write: WritePiece;
  /** Protects it; to be called when all of it is written. */
  readonly finish: () => Promise<void>;
  /** To be called in the end, in any case. */
  readonly close: () => Promise<void>;
}

/** Makes a file that must not exist yet, in a folder that does. */
export async function createObjectFile(path: string): Promise<ObjectFile> {
  const file = await open(path, "wx", protectedMode);
  return {
    write: (piece) => writeAll(file, piece),
    finish: async () => {
      if (syncsAtOnce) await file.sync();
      await file.chmod(protectedMode);
    },
    close: () => file.close(),
  };
}

/** `FileHandle.writeFile` would write in pieces of half a megabyte. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

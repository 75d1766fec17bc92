import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";

import type { FileSource } from "./file-source.ts";

/** The files of a folder on disk, given by its absolute path, as they are when they are asked for. */
export function folderSource(root: string): FileSource {
  const absolute = (file: string): string => path.join(root, file);
  return {
    list: async (file) => (await filesBelow(root, path.posix.normalize(file))).toSorted(),
    stamp: (file) =>
      unlessMissing(async () => {
        const { ino, mtimeMs, size } = await stat(absolute(file));
        return `${ino}:${mtimeMs}:${size}`;
      }),
    read: (file, offset = 0) => unlessMissing(() => readFrom(absolute(file), offset)),
  };
}

async function filesBelow(root: string, file: string): Promise<string[]> {
  const found = await unlessMissing(() => stat(path.join(root, file)));
  if (!found) return [];
  if (!found.isDirectory()) return [file];
  const names = (await unlessMissing(() => readdir(path.join(root, file)))) ?? [];
  const below = await Promise.all(names.map((name) => filesBelow(root, path.posix.join(file, name))));
  return below.flat();
}

async function readFrom(file: string, offset: number): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(Math.max(0, size - offset));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
      // The file was cut while it was read: what is there is all there is.
      if (bytesRead === 0) return bytes.subarray(0, filled);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** A training that starts anew deletes its files between our questions; a folder is no file either. */
async function unlessMissing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      ["ENOENT", "ENOTDIR", "EISDIR"].includes(String(error.code))
    ) {
      return undefined;
    }
    throw error;
  }
}

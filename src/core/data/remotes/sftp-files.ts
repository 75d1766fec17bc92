import { posix } from "node:path";

import { readChunks } from "#core/data/hash/md5";

import type { Transfer } from "./remote-store.ts";
import { SftpStatus, noAttributes, openFlags, packetTypes, statusCodes } from "./sftp-packet.ts";
import type { FileAttributes } from "./sftp-packet.ts";
import type { SftpSession } from "./sftp-session.ts";

/** Every server takes and gives pieces of this size. */
const pieceSize = 32 * 1024;

/** Pieces under way for one file: enough to fill a fast line over a long way. */
const piecesAtOnce = 64;

/** Attributes of what a path names, with links followed; undefined when nothing is there. */
export async function statFile(session: SftpSession, path: string): Promise<FileAttributes | undefined> {
  try {
    return (await session.ask(packetTypes.stat, [path], packetTypes.attributes)).attributes();
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw error;
  }
}

export interface FolderEntry extends FileAttributes {
  readonly name: string;
}

/** What is in a folder; nothing, when it is not there. */
export async function listFolder(session: SftpSession, path: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  const handle = await orUndefined(open(session, packetTypes.opendir, [path]), isNoSuchFile);
  if (handle === undefined) return entries;
  try {
    for (;;) {
      const names = await orUndefined(session.ask(packetTypes.readdir, [handle], packetTypes.name), isEnd);
      if (names === undefined) return entries;
      for (let count = names.number(); count > 0; count -= 1) {
        const name = names.bytes().toString("utf8");
        names.bytes();
        const attributes = names.attributes();
        if (name !== "." && name !== "..") entries.push({ name, ...attributes });
      }
    }
  } finally {
    await close(session, handle);
  }
}

/** The bytes of a file from an offset on. Rejects with an SftpStatus when it is not there. */
export async function readFrom(
  session: SftpSession,
  path: string,
  offset: number,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(session, packetTypes.open, [path, openFlags.read, noAttributes]);
  return piecesFrom(session, handle, offset, signal);
}

async function* piecesFrom(
  session: SftpSession,
  handle: Buffer,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const ask = async (at: number): Promise<Buffer | undefined> =>
    (
      await orUndefined(
        session.ask(packetTypes.read, [handle, BigInt(at), pieceSize], packetTypes.data),
        isEnd,
      )
    )?.bytes();
  try {
    let asked: Promise<Buffer | undefined>[] = [];
    let next = offset;
    // Most objects are small, so the first question goes alone.
    for (let depth = 1; ; depth = Math.min(depth * 2, piecesAtOnce)) {
      signal.throwIfAborted();
      for (; asked.length < depth; next += pieceSize) {
        const piece = ask(next);
        piece.catch(() => undefined);
        asked.push(piece);
      }
      const first = next - asked.length * pieceSize;
      const piece = await asked.shift();
      if (piece === undefined || piece.length === 0) return;
      yield piece;
      if (piece.length === pieceSize) continue;
      // A server may give less than it was asked for before the end: what comes after is asked for again.
      asked = [];
      next = first + piece.length;
      depth = 1;
    }
  } finally {
    await close(session, handle).catch(() => undefined);
  }
}

/** Writes a new file and, where the server can, waits until it is on the disk there. */
export async function writeNew(
  session: SftpSession,
  source: string,
  path: string,
  { signal, onBytes }: Transfer,
): Promise<void> {
  const flags = openFlags.write | openFlags.create | openFlags.exclusive;
  const handle = await open(session, packetTypes.open, [path, flags, noAttributes]);
  try {
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    let offset = 0;
    for await (const chunk of readChunks(source, signal)) {
      for (let start = 0; start < chunk.length; start += pieceSize) {
        const piece = chunk.subarray(start, start + pieceSize);
        const written = session
          .ask(packetTypes.write, [handle, BigInt(offset), piece], packetTypes.status)
          .then(() => onBytes?.(piece.length))
          .catch((error: unknown) => void failures.push(error))
          .finally(() => underWay.delete(written));
        underWay.add(written);
        offset += piece.length;
        if (underWay.size >= piecesAtOnce) await Promise.race(underWay);
        if (failures.length > 0) throw failures[0];
      }
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
    if (session.extensions.has(fsyncName))
      await session.ask(packetTypes.extended, [fsyncName, handle], packetTypes.status);
  } finally {
    await close(session, handle);
  }
}

const fsyncName = "fsync@openssh.com";
const renameName = "posix-rename@openssh.com";

/** Renames a file; over another one only where the server can do that in one step. */
export async function renameFile(session: SftpSession, from: string, to: string): Promise<void> {
  if (session.extensions.has(renameName))
    await session.ask(packetTypes.extended, [renameName, from, to], packetTypes.status);
  else await session.ask(packetTypes.rename, [from, to], packetTypes.status);
}

/** Makes a folder and those above it; one that is there is no error. */
export async function makeFolders(session: SftpSession, path: string): Promise<void> {
  if ((await statFile(session, path))?.isFolder === true || path === posix.dirname(path)) return;
  await makeFolders(session, posix.dirname(path));
  try {
    await session.ask(packetTypes.mkdir, [path, noAttributes], packetTypes.status);
  } catch (error) {
    // Another transfer may have made it meanwhile; the protocol has no word for that.
    if ((await statFile(session, path))?.isFolder !== true) throw error;
  }
}

/** Removes a file; one that is not there is no error. */
export async function removeFile(session: SftpSession, path: string): Promise<void> {
  await orUndefined(session.ask(packetTypes.remove, [path], packetTypes.status), isNoSuchFile);
}

export function isNoSuchFile(error: unknown): boolean {
  return error instanceof SftpStatus && error.code === statusCodes.noSuchFile;
}

function isEnd(error: unknown): boolean {
  return error instanceof SftpStatus && error.code === statusCodes.end;
}

async function open(
  session: SftpSession,
  type: number,
  fields: readonly (string | number)[],
): Promise<Buffer> {
  // A copy: the handle outlives the packet, which is a view into what was received with it.
  return Buffer.from((await session.ask(type, fields, packetTypes.handle)).bytes());
}

async function close(session: SftpSession, handle: Buffer): Promise<void> {
  await session.ask(packetTypes.close, [handle], packetTypes.status);
}

async function orUndefined<T>(
  answer: Promise<T>,
  isNothing: (error: unknown) => boolean,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

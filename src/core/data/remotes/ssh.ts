import { posix } from "node:path";

import { isLeftover, isTemporary, temporaryName } from "#core/data/cache/leftovers";
import type { RemoteConfig } from "#core/data/config/remote-config";
import { Failure } from "#core/failure";

import { remoteRefused, remoteUnreachable } from "./failures.ts";
import type { BlobContent, RemoteStore, Transfer } from "./remote-store.ts";
import {
  isNoSuchFile,
  listFolder,
  makeFolders,
  readFrom,
  removeFile,
  renameFile,
  statFile,
  writeNew,
} from "./sftp-files.ts";
import { SftpStatus, statusCodes } from "./sftp-packet.ts";
import { openSessions } from "./sftp-sessions.ts";
import type { SftpSessions } from "./sftp-sessions.ts";
import { connectSsh } from "./ssh-connection.ts";
import { readSshTarget } from "./ssh-target.ts";

const mostSessions = 4;

/** What the functions of a store work with. */
interface SshPlace {
  readonly url: string;
  /** Absolute path of the folder on the host. */
  readonly root: string;
  readonly sessions: SftpSessions;
  /** Paths of what killed uploads have left, as listings show them. */
  readonly leftovers: Set<string>;
}

/**
 * A remote on a host that the system's `ssh` reaches, so that its settings, keys, agents and jump hosts count. It speaks
 * SFTP there, as DVC does, so a host on which that is all an account may do is enough.
 */
export function openSsh(remote: RemoteConfig): RemoteStore {
  const target = readSshTarget(remote);
  const connections = connectSsh(target);
  const most = Math.min(Number(remote.options.get("max_sessions") ?? mostSessions) || 1, mostSessions);
  const sessions = openSessions(target.url, most, () => connections.open());
  const place: SshPlace = { url: target.url, root: target.path, sessions, leftovers: new Set() };
  const pathOf = (name: string): string => posix.join(target.path, name);
  return {
    url: target.url,
    jobs: 8,
    size: (name) =>
      explaining(place, name, () =>
        sessions.use(async (session) => {
          const found = await statFile(session, pathOf(name));
          return found?.isFolder === true ? undefined : found?.size;
        }),
      ),
    list: (prefix, signal) => listNames(place, prefix, signal),
    read: (name, offset, signal) => read(place, { name, offset }, signal),
    upload: (file, name, transfer) =>
      explaining(place, name, () => upload(place, file, pathOf(name), transfer)),
    remove: (name) =>
      explaining(place, name, () => sessions.use((session) => removeFile(session, pathOf(name)))),
    dispose: () => connections.close(),
  };
}

async function* listNames(place: SshPlace, prefix: string, signal: AbortSignal): AsyncIterable<string> {
  const pending = [prefix];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const path = posix.join(place.root, folder);
    const entries = await explaining(place, folder, () =>
      place.sessions.use((session) => listFolder(session, path)),
    );
    for (const { name, isFolder, modified } of entries) {
      if (isFolder) pending.push(`${folder}${name}/`);
      else if (!isTemporary(name)) yield folder + name;
      else if (isLeftover(name, modified)) place.leftovers.add(posix.join(path, name));
    }
  }
}

async function read(
  place: SshPlace,
  { name, offset }: { readonly name: string; readonly offset: number },
  signal: AbortSignal,
): Promise<BlobContent | undefined> {
  const path = posix.join(place.root, name);
  try {
    const chunks = await place.sessions.use((session) => readFrom(session, path, offset, signal));
    return { start: offset, chunks: explained(place, name, chunks) };
  } catch (error) {
    if (isNoSuchFile(error)) return undefined;
    throw explain(place, name, error);
  }
}

async function* explained(
  place: SshPlace,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw explain(place, name, error);
  }
}

async function upload(place: SshPlace, file: string, path: string, transfer: Transfer): Promise<void> {
  const folder = posix.dirname(path);
  const temporary = posix.join(folder, temporaryName());
  await place.sessions.use(async (session) => {
    try {
      try {
        await writeNew(session, file, temporary, transfer);
      } catch (error) {
        if (!isNoSuchFile(error)) throw error;
        await makeFolders(session, folder);
        await writeNew(session, file, temporary, transfer);
      }
      await renameFile(session, temporary, path);
    } catch (error) {
      if (!session.isOver()) await removeFile(session, temporary).catch(() => undefined);
      throw error;
    }
    for (const leftover of place.leftovers) {
      if (posix.dirname(leftover) !== folder) continue;
      place.leftovers.delete(leftover);
      await removeFile(session, leftover).catch(() => undefined);
    }
  });
}

async function explaining<T>(place: SshPlace, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(place, name, error);
  }
}

/** What the server says, as a Failure; anything that already is one, or is no answer of a server, as it is. */
function explain({ url, root }: SshPlace, name: string, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof SftpStatus)) return error;
  const path = posix.join(root, name);
  if (error.code === statusCodes.permissionDenied)
    return remoteRefused(
      url,
      `permission is denied for "${path}"; change its owner or its mode there`,
      error,
    );
  if (error.code === statusCodes.badMessage) return remoteUnreachable(url, error.message, error);
  if (error.code === statusCodes.unsupported)
    return remoteUnreachable(url, `its SFTP server cannot do what is needed for "${path}"`, error);
  return remoteRefused(
    url,
    `"${path}" cannot be used (${error.message}); check that the disk there has room and that its folder can be written`,
    error,
  );
}

import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { namingSystemErrors } from "./system-errors.ts";

/** Waiting for the disk is the one slow step; for the others it would cost more to wait than to do them. */
const syncToDisk = promisify(fsync);

/**
 * Replaces a file in one step: a reader sees the old text or the new one, never a part, and so does the next start
 * after a crash or a power cut. The folder is not synced: that would double the time, and a power cut can at worst bring the
 * old text back. The mode of an existing file is kept, and of a symbolic link the file behind it is replaced. The folder
 * must exist.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await namingSystemErrors(async () => {
    const target = behindLink(path);
    const temporary = temporaryBeside(target);
    try {
      await writeSynced(temporary, data);
      const mode = modeOf(target);
      if (mode !== undefined) chmodSync(temporary, mode);
      await renameOver(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }, path);
}

/** A new hidden name in the folder of `path`: on the same file system, so that a rename moves it into place. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${beginningOf(path)}.${randomBytes(8).toString("hex")}.tmp`);
}

/** True of a name that `temporaryBeside` gave, for any file or for the one at `path`. */
export function isTemporaryBeside(name: string, path?: string): boolean {
  const owner = /^\.(.*)\.[0-9a-f]{16}\.tmp$/su.exec(name)?.[1];
  return owner !== undefined && (path === undefined || owner === beginningOf(path));
}

/** File systems allow a name 255 bytes: long ones have to leave room for what comes behind them. */
function beginningOf(path: string): string {
  return basename(path).slice(0, 40);
}

/**
 * Renames over an existing file. Windows refuses while another program, often a virus scanner, has the file open;
 * that passes within moments.
 */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (process.platform !== "win32" || attempt === 10 || !isBusy(error)) throw error;
      await delay(20 * attempt);
    }
  }
}

/** True for Node's error of a path that is not there. */
export function isNotFound(error: unknown): boolean {
  return hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR");
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Writes a file that must not exist yet, and waits until it is on the disk. */
export async function writeSynced(path: string, data: string | Uint8Array): Promise<void> {
  const descriptor = openSync(path, "wx");
  try {
    writeFileSync(descriptor, data);
    await syncToDisk(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function behindLink(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (isNotFound(error)) return path;
    throw error;
  }
}

function modeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && found.mode & 0o7777;
}

function isBusy(error: unknown): boolean {
  return hasCode(error, "EPERM") || hasCode(error, "EACCES") || hasCode(error, "EBUSY");
}

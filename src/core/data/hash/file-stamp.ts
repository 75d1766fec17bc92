import { statSync, type BigIntStats } from "node:fs";

import { isNotFound } from "#core/data/atomic-write";

/** The clock of a file system stands still within a tick; those that know parts of a second tick well within this. */
const tickMilliseconds = 50;

/**
 * What the system says of a file that is another one, or that somebody wrote since, when it says something else.
 * Undefined for a file that is not there, and on a file system that knows whole seconds only, where that is not so.
 */
export function fileStamp(path: string): string | undefined {
  const stats = look(path);
  return stats && stampOf(stats);
}

/**
 * As `fileStamp`, for a file that anybody may write at any moment: undefined also when it was written so shortly ago that
 * it may be written again without a visible change.
 */
export function settledFileStamp(path: string): string | undefined {
  const now = Date.now();
  const stats = look(path);
  const isSettled = stats && now - Number(stats.ctimeNs / 1_000_000n) >= tickMilliseconds;
  return isSettled ? stampOf(stats) : undefined;
}

function look(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function stampOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string | undefined {
  const isCoarse = mtimeNs % 1_000_000_000n === 0n;
  return isCoarse ? undefined : `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

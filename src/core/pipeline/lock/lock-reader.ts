import { parseOddLock } from "./lock-file.ts";
import type { LockFile } from "./lock-model.ts";
import { lockOf, type LockPiece, readLockPieces, rereadLockPieces } from "./lock-pieces.ts";

/**
 * Makes a reader that gives what `parseLock` gives and remembers the last text of each file: after an edit, the entries
 * that it touched are read, and the others are the same objects.
 */
export function createLockReader(): (file: string, text: string) => LockFile {
  const known = new Map<string, { readonly text: string; readonly pieces: readonly LockPiece[] }>();
  return (file, text) => {
    const before = known.get(file);
    const reread = before && rereadLockPieces(before.pieces, before.text, { file, text });
    const pieces = reread ?? readLockPieces(file, text);
    const lock = pieces && lockOf(file, text, pieces);
    if (pieces === undefined || lock === undefined) {
      known.delete(file);
      return parseOddLock(file, text);
    }
    known.set(file, { text, pieces });
    return lock;
  };
}

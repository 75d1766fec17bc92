import { parseOddLock } from "./lock-file.ts";
import type { LockFile } from "./lock-model.ts";
import { type QuickEntry, rescanLock, scanLock, stagesOf } from "./quick-lock.ts";

/**
 * Makes a reader that gives what `parseLock` gives and remembers the last text of each file: after an edit, the entries
 * that it touched are read, and the others are the same objects.
 */
export function createLockReader(): (file: string, text: string) => LockFile {
  const known = new Map<string, { readonly text: string; readonly entries: readonly QuickEntry[] }>();
  return (file, text) => {
    const before = known.get(file);
    const entries = (before && rescanLock(before.entries, before.text, text)) ?? scanLock(text);
    const stages = entries && stagesOf(entries);
    if (entries === undefined || stages === undefined) {
      known.delete(file);
      return parseOddLock(file, text);
    }
    known.set(file, { text, entries });
    return { file, stages, problems: [] };
  };
}

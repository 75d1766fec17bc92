import { lstatSync, statSync } from "node:fs";
import type { Stats } from "node:fs";

import { isNotFound } from "#core/data/atomic-write";

import type { FileFacts } from "./folder-record.ts";

/** What is at a path, links followed; undefined when nothing is. For loops over many files, with `openPauses`. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return undefinedIfAbsent(error);
  }
}

/** The same of the link itself. */
export function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return undefinedIfAbsent(error);
  }
}

/** True when a file is the one that it was, unchanged as far as `stat` can tell. */
export function hasSameFacts(before: FileFacts, now: FileFacts | undefined): boolean {
  return (
    before.ino === now?.ino &&
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    before.ctimeMs === now.ctimeMs
  );
}

/** A file where a folder was expected is another way of not being there, which Node reports otherwise. */
function undefinedIfAbsent(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}

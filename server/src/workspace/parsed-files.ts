import type { ReadValues } from "#core/pipeline/formats/read-values";
import type { Document } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { createValuesReader } from "#core/pipeline/formats/values-reader";
import { createLineIndex, type LineIndex } from "#core/pipeline/line-index";
import { createLockReader } from "#core/pipeline/lock/lock-reader";
import type { LockFile } from "#core/pipeline/lock/lock-model";

/** What texts mean, each made once while the text of its file is the same: an edit of one file leaves the others known. */
export interface ParsedFiles {
  readonly values: (path: string, text: string) => ReadValues;
  readonly lock: (path: string, text: string) => LockFile;
  /** The tree of a dvc.lock, which few requests want: it may be many times as large as its text, and is not held for long. */
  readonly lockTree: (path: string, text: string) => Document;
  readonly lines: (path: string, text: string) => LineIndex;
}

export function createParsedFiles(): ParsedFiles {
  return {
    values: lastOf(createValuesReader()),
    lock: lastOf(createLockReader()),
    lockTree: lastHeldLoosely(parseYaml),
    lines: lastOf((_path, text) => createLineIndex(text)),
  };
}

function lastOf<T>(make: (path: string, text: string) => T): (path: string, text: string) => T {
  const made = new Map<string, { readonly text: string; readonly value: T }>();
  return (path, text) => {
    const before = made.get(path);
    if (before !== undefined && before.text === text) return before.value;
    const value = make(path, text);
    made.set(path, { text, value });
    return value;
  };
}

/** The same of what may be made again whenever memory is wanted. */
function lastHeldLoosely<T extends object>(
  make: (path: string, text: string) => T,
): (path: string, text: string) => T {
  const made = new Map<string, { readonly text: string; readonly value: WeakRef<T> }>();
  return (path, text) => {
    const before = made.get(path);
    const known = before?.text === text ? before.value.deref() : undefined;
    if (known !== undefined) return known;
    const value = make(path, text);
    made.set(path, { text, value: new WeakRef(value) });
    return value;
  };
}

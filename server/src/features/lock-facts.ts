import { lockPathOf } from "#core/pipeline/lock/lock-file";
import type { LockEntry, LockItem } from "#core/pipeline/lock/lock-model";
import type { Stage } from "#core/pipeline/model";
import { isEmptyInPython } from "#core/pipeline/python/python-equality";
import { toValue } from "#core/pipeline/to-value";
import type { Value } from "#core/pipeline/value";
import type { Snapshot } from "../workspace/snapshot.ts";

/** What dvc.lock has of a stage, if it ever ran. */
export function lockEntryOf(snapshot: Snapshot, { file, name }: Stage): LockEntry | undefined {
  return snapshot.lock(lockPathOf(file))?.stages.get(name);
}

/** What dvc.lock has of the output at exactly a path, whichever stage makes it. */
export function recordedOutput(snapshot: Snapshot, path: string): LockItem | undefined {
  const [made] = snapshot.links().outputs.at(path);
  if (made === undefined) return undefined;
  return lockEntryOf(snapshot, made.stage)?.outs.find((item) => item.path === made.output.text);
}

/** The values of a parameter file; undefined where it is absent or broken. */
export function valuesOf(snapshot: Snapshot, path: string): Value | undefined {
  const document = snapshot.document(path);
  if (document === undefined || document.problems.some(({ severity }) => severity === "error"))
    return undefined;
  const value = toValue(document.root);
  return isEmptyInPython(value) ? new Map() : value;
}

/** `12 files, 3.4 MB`, as far as it is recorded; undefined of an item without a size. */
export function sizeText({ size, nfiles }: Pick<LockItem, "size" | "nfiles">): string | undefined {
  if (size === undefined) return undefined;
  const files = nfiles === undefined ? "" : `${nfiles} ${nfiles === 1n ? "file" : "files"}, `;
  return files + bytesText(Number(size));
}

const units = ["B", "kB", "MB", "GB", "TB"];

function bytesText(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
  const scaled = bytes / 1000 ** power;
  return `${power === 0 ? scaled : scaled.toPrecision(3)} ${units[power] ?? ""}`;
}

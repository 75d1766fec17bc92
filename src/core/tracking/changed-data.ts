import { compareCodePoints } from "#core/pipeline/python/code-point-order";

import type { DataChange } from "./compare-indexes.ts";
import type { DataEntry } from "./data-index.ts";

/** Paths of data that changed: repository-relative, sorted, folders with `/` at the end. */
export interface ChangedData {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  readonly renamed: readonly { readonly old: string; readonly new: string }[];
  /** In a folder whose listing is not in the cache. */
  readonly unknown: readonly string[];
}

/** The paths of changes, by what they are. */
export function changedData(changes: readonly DataChange[]): ChangedData {
  const renamed = changes.flatMap(({ kind, old, new: now }) =>
    kind === "renamed" && old && now ? [{ old: entryPath(old), new: entryPath(now) }] : [],
  );
  return {
    added: changedPaths(changes, "added"),
    modified: changedPaths(changes, "modified"),
    deleted: changedPaths(changes, "deleted"),
    renamed: renamed.toSorted((a, b) => compareCodePoints(a.old, b.old)),
    unknown: changedPaths(changes, "unknown"),
  };
}

/**
 * The paths of one kind of change. A folder is shown as one when it is one now; where nothing says what is there now,
 * when it was one before.
 */
export function changedPaths(changes: readonly DataChange[], kind: DataChange["kind"]): readonly string[] {
  return changes
    .flatMap((change) => {
      const { old, new: now } = change;
      const saysWhat = now !== undefined && (now.isFolder || now.object !== undefined);
      const entry = saysWhat ? now : (old ?? now);
      return change.kind === kind && entry !== undefined ? [entryPath(entry)] : [];
    })
    .toSorted(compareCodePoints);
}

/** As DVC shows it: a folder with `/` at its end. */
export function entryPath({ path, isFolder }: DataEntry): string {
  return isFolder ? `${path}/` : path;
}

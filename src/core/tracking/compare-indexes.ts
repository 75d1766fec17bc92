import { objectName } from "#core/data/cache/object-name";
import type { DataObject } from "#core/data/cache/object-name";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";

import type { DataEntry, DataIndex } from "./data-index.ts";

/** How a path differs between two sides. Of what was renamed, the sides are about two paths. */
export interface DataChange {
  readonly kind: "added" | "modified" | "deleted" | "renamed" | "unchanged" | "unknown";
  readonly old?: DataEntry | undefined;
  readonly new?: DataEntry | undefined;
}

/**
 * What makes a difference: for `hash` only the content, so that data of which nothing is recorded is new and a folder on
 * the way is nothing; for `entry` also whether something is there, and whether it is a folder.
 */
export type Comparison = "hash" | "entry";

/**
 * Compares two sides path by path, sorted as DVC sorts. Of added and deleted data with the same content each pair is a
 * rename, in the order of the paths. What lies in a folder that one side does not know the content of is unknown.
 */
export function compareIndexes(before: DataIndex, after: DataIndex, by: Comparison): readonly DataChange[] {
  const paths = [...new Set([...before.entries.keys(), ...after.entries.keys()])];
  const unknown = [...new Set([...before.unknown, ...after.unknown])].map((folder) => `${folder}/`);
  const changes = paths.map((path): DataChange => {
    const sides = { old: before.entries.get(path), new: after.entries.get(path) };
    const isUnknown = unknown.some((folder) => path.startsWith(folder));
    return { kind: isUnknown ? "unknown" : kindOf(sides, by), ...sides };
  });
  return joinRenames(changes);
}

function kindOf({ old, new: now }: Omit<DataChange, "kind">, by: Comparison): DataChange["kind"] {
  const [from, to] = by === "hash" ? [old?.object, now?.object] : [old, now];
  if (from === undefined && to === undefined) return "unchanged";
  if (from === undefined) return "added";
  if (to === undefined) return "deleted";
  const isSame = isSameObject(old?.object, now?.object) && (by === "hash" || old?.isFolder === now?.isFolder);
  return isSame ? "unchanged" : "modified";
}

function isSameObject(a: DataObject | undefined, b: DataObject | undefined): boolean {
  return a?.md5 === b?.md5 && a?.isLegacy === b?.isLegacy;
}

function joinRenames(changes: readonly DataChange[]): readonly DataChange[] {
  const deleted = new Map<string, DataChange[]>();
  for (const change of inOrder(changes.filter(({ kind }) => kind === "deleted"))) {
    if (change.old?.object === undefined) continue;
    const name = objectName(change.old.object);
    const queue = deleted.get(name);
    if (queue === undefined) deleted.set(name, [change]);
    else queue.push(change);
  }
  const gone = new Set<DataChange>();
  const added = inOrder(changes.filter(({ kind }) => kind === "added")).map((addition): DataChange => {
    const object = addition.new?.object;
    const deletion = object && deleted.get(objectName(object))?.shift();
    if (deletion === undefined) return addition;
    gone.add(deletion);
    return { kind: "renamed", old: deletion.old, new: addition.new };
  });
  const others = changes.filter((change) => change.kind !== "added" && !gone.has(change));
  return [...others, ...added];
}

/** By the names of the folders on the way, one after the other. */
function inOrder(changes: readonly DataChange[]): readonly DataChange[] {
  return changes.toSorted((a, b) => compareCodePoints(sortKey(a), sortKey(b)));
}

/** The smallest character stands between the names, so that a folder comes before what only begins like it. */
function sortKey(change: DataChange): string {
  return (change.new ?? change.old)?.path.replaceAll("/", "\0") ?? "";
}

import type { Entry, Node } from "../node.ts";
import { scalarIdentity } from "../python/python-equality.ts";

/** The entries of both. Python's order: a key keeps the place where it first came up and takes the last value. */
export function mergeEntries(base: readonly Entry[], over: readonly Entry[]): readonly Entry[] {
  if (base.length === 0) return over;
  const byKey = new Map<string, Entry>();
  for (const entry of [...base, ...over]) byKey.set(scalarIdentity(entry.key.value), entry);
  return [...byKey.values()];
}

/**
 * The entries without those whose key was there already; `onRepeated` hears of each, with the one that is kept: the first,
 * or the first that has a value.
 */
export function withoutDuplicates(
  entries: readonly Entry[],
  onRepeated: (again: Entry, first: Entry) => void,
): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const identity = scalarIdentity(entry.key.value);
    const earlier = byKey.get(identity);
    if (earlier === undefined) byKey.set(identity, entry);
    else if (hasValue(earlier) || !hasValue(entry)) onRepeated(entry, earlier);
    else {
      byKey.set(identity, entry);
      onRepeated(earlier, entry);
    }
  }
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

function hasValue({ value }: Entry): boolean {
  return value.kind !== "scalar" || value.range.start < value.range.end;
}

/**
 * The entries that `<<: *base` or `<<: [*first, *second]` brings; what stands earlier in the list wins.
 * @param refuse hears of what is no mapping
 */
export function entriesToMerge(value: Node, refuse?: (source: Node) => void): readonly Entry[] {
  const sources = value.kind === "list" ? value.items : [value];
  let merged: readonly Entry[] = [];
  for (const source of sources.toReversed()) {
    if (source.kind === "map") merged = mergeEntries(merged, source.entries);
    else refuse?.(source);
  }
  return merged;
}

/** Whether two of the keys are one to Python. */
export function hasRepeatedKeys(entries: readonly Entry[]): boolean {
  const known = new Set<string>();
  for (const { key } of entries) {
    known.add(typeof key.value === "string" ? key.value : `\0${scalarIdentity(key.value)}`);
  }
  return known.size < entries.length;
}

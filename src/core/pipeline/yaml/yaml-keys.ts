import type { Entry } from "../node.ts";
import { scalarIdentity } from "../python/python-equality.ts";

/** The entries of both. Python's order: a key keeps the place where it first came up and takes the last value. */
export function mergeEntries(base: readonly Entry[], over: readonly Entry[]): readonly Entry[] {
  if (base.length === 0) return over;
  const byKey = new Map<string, Entry>();
  for (const entry of [...base, ...over]) byKey.set(scalarIdentity(entry.key.value), entry);
  return [...byKey.values()];
}

/** The entries without those whose key was there already; `onRepeated` hears of each, with the first. */
export function withoutDuplicates(
  entries: readonly Entry[],
  onRepeated: (again: Entry, first: Entry) => void,
): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const identity = scalarIdentity(entry.key.value);
    const earlier = byKey.get(identity);
    if (earlier === undefined) byKey.set(identity, entry);
    else onRepeated(entry, earlier);
  }
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

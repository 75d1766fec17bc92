import type { Entry, ScalarNode } from "./node.ts";
import { isTimestamp, type Scalar } from "./value.ts";

/** The entries of both. Python's order: a key keeps the place where it first came up and takes the last value. */
export function mergeEntries(base: readonly Entry[], over: readonly Entry[]): readonly Entry[] {
  if (base.length === 0) return over;
  const byKey = new Map<unknown, Entry>();
  for (const entry of [...base, ...over]) byKey.set(keyIdentity(entry.key.value), entry);
  return [...byKey.values()];
}

/** The entries without those whose key was there already; `onRepeated` hears of each. */
export function withoutDuplicates(
  entries: readonly Entry[],
  onRepeated: (key: ScalarNode, first: ScalarNode) => void,
): readonly Entry[] {
  const byKey = new Map<unknown, Entry>();
  for (const entry of entries) {
    const identity = keyIdentity(entry.key.value);
    const earlier = byKey.get(identity);
    if (earlier === undefined) byKey.set(identity, entry);
    else onRepeated(entry.key, earlier.key);
  }
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

/** Keys that Python holds equal are one key: `1`, `1.0` and `true`. Text is apart from all of them. */
function keyIdentity(key: Scalar): unknown {
  if (typeof key === "bigint" || typeof key === "number") return Number(key);
  if (typeof key === "boolean") return key ? 1 : 0;
  if (isTimestamp(key)) return `date ${key.timestamp}`;
  return key === null ? key : `text ${key}`;
}

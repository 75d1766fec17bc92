import { closest } from "./did-you-mean.ts";
import type { MapNode, Node } from "./node.ts";
import type { Fix, Problem, Range } from "./problem.ts";
import { pythonText } from "./python-text.ts";
import { toValue } from "./to-value.ts";

/** Where problems of one dvc.lock go. */
export interface LockReading {
  readonly file: string;
  readonly problems: Problem[];
}

/** The value under a key of a mapping. */
export function find(map: MapNode, key: string): Node | undefined {
  for (const entry of map.entries) if (entry.key.value === key) return entry.value;
  return undefined;
}

/** Reports keys that DVC does not know, with the known key that was probably meant. */
export function refuseUnknownKeys(
  map: MapNode,
  known: readonly string[],
  where: string,
  reading: LockReading,
): void {
  for (const { key } of map.entries) {
    if (typeof key.value === "string" && known.includes(key.value)) continue;
    const name = pythonText(key.value);
    const near = closest(name, known);
    const hint = near === undefined ? `It knows ${known.join(", ")}.` : `Did you mean '${near}'?`;
    report(reading, "unknown-key", key.range, `DVC refuses '${name}' in ${where}. ${hint}`);
  }
}

/** Adds a problem of the group `lock/`. All but a bad hash make DVC refuse the whole file. */
export function report(reading: LockReading, rule: LockRule, range: Range, message: string, fix?: Fix): void {
  const { file, problems } = reading;
  const severity = rule === "bad-hash" ? "warning" : "error";
  problems.push({ code: codes[rule], severity, file, range, message, ...(fix && { fixes: [fix] }) });
}

const codes = {
  schema: "lock/schema",
  "unknown-key": "lock/unknown-key",
  "missing-key": "lock/missing-key",
  "wrong-type": "lock/wrong-type",
  "bad-hash": "lock/bad-hash",
} as const;

type LockRule = keyof typeof codes;

/** The text under a key; anything else is reported. */
export function textOf(map: MapNode, key: string, reading: LockReading): string | undefined {
  const node = find(map, key);
  const value = toValue(node);
  if (typeof value === "string") return value;
  if (node) report(reading, "wrong-type", node.range, `'${key}' must be text.`);
  return undefined;
}

/** The flag under a key; anything else is reported. */
export function flagOf(map: MapNode, key: string, reading: LockReading): boolean | undefined {
  const node = find(map, key);
  const value = toValue(node);
  if (typeof value === "boolean") return value;
  if (node) report(reading, "wrong-type", node.range, `'${key}' must be true or false.`);
  return undefined;
}

/** The whole number under a key; anything else is reported. */
export function wholeOf(map: MapNode, key: string, reading: LockReading): bigint | undefined {
  const node = find(map, key);
  const value = toValue(node);
  if (typeof value === "bigint") return value;
  if (node) report(reading, "wrong-type", node.range, `'${key}' must be a whole number.`);
  return undefined;
}

import { closest } from "../did-you-mean.ts";
import { childOf } from "../map-entries.ts";
import type { MapNode, Node } from "../node.ts";
import type { Finding, Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { toValue } from "../to-value.ts";

/** Where problems of one dvc.lock go. */
export interface LockReading {
  readonly file: string;
  readonly problems: Problem[];
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
    report(reading, {
      code: "lock/unknown-key",
      range: key.range,
      message: `DVC refuses '${name}' in ${where}. ${hint}`,
    });
  }
}

/** Adds a problem. An error makes DVC refuse the whole file. */
export function report({ file, problems }: LockReading, finding: Finding): void {
  problems.push({ severity: "error", file, ...finding });
}

/** The text under a key; anything else is reported. */
export function expectText(map: MapNode, key: string, reading: LockReading): string | undefined {
  const node = childOf(map, key);
  const value = toValue(node);
  if (typeof value === "string") return value;
  if (node) refuseKind(node, `'${key}' must be text.`, reading);
  return undefined;
}

/** The flag under a key; anything else is reported. */
export function expectFlag(map: MapNode, key: string, reading: LockReading): boolean | undefined {
  const node = childOf(map, key);
  const value = toValue(node);
  if (typeof value === "boolean") return value;
  if (node) refuseKind(node, `'${key}' must be true or false.`, reading);
  return undefined;
}

/** The whole number under a key; anything else is reported. */
export function expectWhole(map: MapNode, key: string, reading: LockReading): bigint | undefined {
  const node = childOf(map, key);
  const value = toValue(node);
  if (typeof value === "bigint") return value;
  if (node) refuseKind(node, `'${key}' must be a whole number.`, reading);
  return undefined;
}

/** Reports a value of the wrong kind. */
export function refuseKind(node: Node, message: string, reading: LockReading): void {
  report(reading, { code: "lock/wrong-type", range: node.range, message });
}

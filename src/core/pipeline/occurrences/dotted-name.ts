import { hasGlob } from "../params/fnmatch.ts";
import type { ScalarNode } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { addName, type Collector, innerRange, wantsKind } from "./collector.ts";
import type { Named, Role } from "./occurrence.ts";

/** Adds each part of a parameter's dotted name as the name of what it leads to: `train` and `lr` of `train.lr`. */
export function addDottedName(
  collector: Collector,
  node: ScalarNode,
  role: Role,
  nameOf: (path: readonly string[]) => Named,
): void {
  if (!wantsKind(collector, "parameter")) return;
  const name = pythonText(node.value);
  if (name === "" || hasGlob(name)) return;
  const segments = name.split(".");
  const inner = innerRange(node, collector.document.text);
  let start = inner?.start ?? 0;
  for (const [index, segment] of segments.entries()) {
    const range = inner === undefined ? node.range : { start, end: start + segment.length };
    const isWhole = segments.length === 1;
    const part = isWhole ? undefined : { range, exact: inner !== undefined };
    addName(collector, node, { named: nameOf(segments.slice(0, index + 1)), role }, part);
    start += segment.length + 1;
  }
}

import { itemsByPath, type LockEntry, type LockItem } from "../lock/lock-model.ts";
import type { Stage } from "../model.ts";
import { parameterReasons } from "../params/params-change.ts";
import { equalInPython } from "../python/python-equality.ts";
import { isMapping, type Value } from "../value.ts";
import type { Reason } from "./status-model.ts";

/** What files say about a stage without a look at its data. */
export interface RecordedWorld {
  /** The values of a parameter file, or undefined where it cannot be read. */
  readonly valuesOf: (path: string) => Value | undefined;
  /** What dvc.lock has of the output at a path, whichever stage makes it. */
  readonly recordedOutput: (path: string) => LockItem | undefined;
}

/**
 * Why a stage would run again, as far as texts tell: its command, its parameters, and dependencies that it did not have or
 * that other stages have made anew. Data that was edited by hand is not seen: nothing is hashed here.
 */
export function recordedReasons(stage: Stage, entry: LockEntry, world: RecordedWorld): Reason[] {
  if (stage.frozen) return [];
  const recorded = itemsByPath(entry.deps);
  const why: Reason[] = [];
  for (const { text, path } of stage.deps) {
    const before = recorded.get(text);
    const made = world.recordedOutput(path);
    if (before === undefined) why.push({ kind: "dep", path, change: "new" });
    else if (made !== undefined && differ(before, made)) why.push({ kind: "dep", path, change: "modified" });
  }
  for (const params of stage.params) {
    const values = world.valuesOf(params.path);
    if (!isMapping(values)) continue;
    why.push(...parameterReasons(params, entry.params.get(params.text), { kind: "values", values }));
  }
  if (!equalInPython(entry.cmd, stage.cmd)) {
    why.push({ kind: "cmd", change: "modified", from: entry.cmd, to: stage.cmd });
  }
  return why;
}

/** Hashes of two kinds cannot be compared. */
function differ(one: LockItem, other: LockItem): boolean {
  return one.md5 !== undefined && other.md5 !== undefined && one.hash === other.hash && one.md5 !== other.md5;
}

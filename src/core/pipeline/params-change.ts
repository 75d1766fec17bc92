import { lookUpParameter } from "./lookup.ts";
import type { ParamsDependency } from "./model.ts";
import { equalInPython } from "./python-equality.ts";
import { pythonText } from "./python-text.ts";
import type { ParamsFile, Reason } from "./status-model.ts";
import { isMapping } from "./value.ts";
import type { Mapping, Value } from "./value.ts";

/**
 * Why one parameter file makes a stage changed: which keys differ from what dvc.lock recorded. A changed mapping is
 * told as its changed leaves, because `train.lr 0.1 → 0.2` says more than two mappings do.
 *
 * @param recorded the values of this file in the lock entry; undefined when the entry has none for it.
 * @param file the file as it is now; undefined counts as missing.
 */
export function parameterReasons(
  dependency: ParamsDependency,
  recorded: Mapping | undefined,
  file: ParamsFile | undefined,
): Reason[] {
  const { path } = dependency;
  if (file?.kind === "unreadable") return [{ kind: "param", path, change: "modified", note: file.reason }];
  if (file?.kind !== "values") return [{ kind: "param", path, change: "deleted" }];
  const reasons: Reason[] = [];
  for (const { key, from, to } of pairs(dependency, recorded, file.values)) {
    for (const change of differences(key, from, to)) reasons.push({ kind: "param", path, ...change });
  }
  // A file without any key is recorded too; without a record DVC calls the file new.
  if (!recorded && reasons.length === 0) return [{ kind: "param", path, change: "new" }];
  return reasons;
}

interface Pair {
  readonly key: string;
  readonly from: Value | undefined;
  readonly to: Value | undefined;
}

/** Each key that counts, with its recorded and its present value. */
function pairs(dependency: ParamsDependency, recorded: Mapping | undefined, now: Mapping): Pair[] {
  if (dependency.keys) {
    return [...new Set(dependency.keys.map(({ key }) => key))].map((key) => {
      const found = lookUpParameter(now, key);
      return { key, from: recorded?.get(key), to: found.found ? found.value : undefined };
    });
  }
  const keys = new Set([...now.keys(), ...(recorded?.keys() ?? [])]);
  return [...keys].map((key) => ({ key: pythonText(key), from: recorded?.get(key), to: now.get(key) }));
}

type Difference = Pick<Reason, "key" | "change" | "from" | "to">;

function differences(
  key: string,
  from: Value | undefined,
  to: Value | undefined,
  isEqual: (a: Value, b: Value) => boolean = equalInPython,
): Difference[] {
  if (to === undefined) return [{ key, change: "deleted", ...(from !== undefined && { from }) }];
  if (from === undefined) return [{ key, change: "new", to }];
  if (isEqual(from, to)) return [];
  if (!isMapping(from) || !isMapping(to)) return [{ key, change: "modified", from, to }];
  const leaves: Difference[] = [];
  for (const name of new Set([...from.keys(), ...to.keys()])) {
    leaves.push(...differences(`${key}.${pythonText(name)}`, from.get(name), to.get(name), equalInside));
  }
  return leaves;
}

/** Equality of values within a mapping, where a NaN equals itself. */
function equalInside(a: Value, b: Value): boolean {
  return equalInPython([a], [b]);
}

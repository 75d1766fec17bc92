import { lookUpParameter } from "./look-up-parameter.ts";
import type { ParamsDependency } from "../model.ts";
import type { ValuesApart } from "../formats/values-apart.ts";
import { equalInside, equalsRecorded } from "../python/python-equality.ts";
import { pythonText } from "../python/python-text.ts";
import type { ParamsFile, Reason } from "../status/status-model.ts";
import { isMapping } from "../value.ts";
import type { Mapping, Value } from "../value.ts";

/**
 * Why one parameter file makes a stage changed: which of the parameters differ from what dvc.lock recorded. A parameter
 * that is a mapping is told once for each value in it that changed, because `train.lr 0.1 → 0.2` says more than two
 * mappings do; to DVC they are one change, of the parameter.
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
  if (file === undefined || file.kind === "missing") return [{ kind: "param", path, change: "deleted" }];
  const note = file.kind === "unreadable" ? { note: file.reason } : {};
  if (recorded === undefined) return [{ kind: "param", path, change: "new", ...note }];
  if (file.kind === "unreadable") return [{ kind: "param", path, change: "modified", ...note }];
  const { values, apart = new Map() } = file;
  return pairs(dependency, recorded, values).flatMap((pair) =>
    differences(pair, apart).map((difference): Reason => ({ kind: "param", path, ...difference })),
  );
}

/** A parameter with its recorded and its present value. */
interface Pair {
  readonly key: string;
  readonly from: Value | undefined;
  readonly to: Value | undefined;
}

/** Each parameter that counts. */
function pairs(dependency: ParamsDependency, recorded: Mapping, now: Mapping): Pair[] {
  if (dependency.keys) {
    return [...new Set(dependency.keys.map(({ key }) => key))].map((key) => {
      const found = lookUpParameter(now, key);
      return { key, from: recorded.get(key), to: found.found ? found.value : undefined };
    });
  }
  const keys = new Set([...now.keys(), ...recorded.keys()]);
  return [...keys].map((key) => ({ key: pythonText(key), from: recorded.get(key), to: now.get(key) }));
}

type Difference = Pick<Reason, "key" | "leaf" | "change" | "from" | "to" | "note">;

function differences({ key, from, to }: Pair, apart: ValuesApart): Difference[] {
  if (to === undefined) return [{ key, change: "deleted", ...(from !== undefined && { from }) }];
  if (from === undefined) return [{ key, change: "new", to }];
  if (equalsRecorded(from, to, apart)) return [];
  const whole = { key, change: "modified", from, to } as const;
  if (equalInside(from, to)) return [{ ...whole, note: whyNeverTheSame(apart) }];
  if (!isMapping(from) || !isMapping(to)) return [whole];
  return changedParts(key, from, to).map((part) => ({ key, change: "modified", ...part }));
}

/** Only Python files hold tuples, and these hold no NaN. */
function whyNeverTheSame(apart: ValuesApart): string {
  return [...apart.values()].includes("tuple")
    ? "DVC never takes a tuple inside of another value for what it recorded: write a list"
    : "a NaN is never the same";
}

type Part = Pick<Reason, "leaf" | "from" | "to">;

/** The values in two mappings that differ, by dotted name. */
function changedParts(name: string, from: Value | undefined, to: Value | undefined): Part[] {
  if (isMapping(from) && isMapping(to)) {
    const keys = new Set([...from.keys(), ...to.keys()]);
    return [...keys].flatMap((key) => changedParts(`${name}.${pythonText(key)}`, from.get(key), to.get(key)));
  }
  if (from !== undefined && to !== undefined && equalInside(from, to)) return [];
  return [{ leaf: name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

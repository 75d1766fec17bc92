import { flatten } from "#core/pipeline/params/flatten";
import { parseJson } from "#core/pipeline/formats/parse-json";
import { equalInPython, isEmptyInPython } from "#core/pipeline/python/python-equality";
import { pythonRepr } from "#core/pipeline/python/python-repr";
import { toValue } from "#core/pipeline/to-value";
import { isList, isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import type { ShownFile, ShownFiles } from "./shown-file.ts";

/** One value on both sides, null where it is not there; `diff` where both are numbers, which booleans are in Python. */
export interface ShownDifference {
  readonly old: Value;
  readonly new: Value;
  readonly diff?: bigint | number;
}

/** By file, then by dotted name; a file that is one bare value has it under the empty name. */
export type ShownDifferences = ReadonlyMap<string, ReadonlyMap<string, ShownDifference>>;

/**
 * Compares the files of two revisions as `params diff` and `metrics diff` do (`dvc/utils/diff.py`): equality is Python's,
 * and lists are compared as text. Files and names are sorted.
 * @param all also what did not change
 */
export function diffShown(old: ShownFiles, now: ShownFiles, all = false): ShownDifferences {
  const files = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  const found = new Map<string, ReadonlyMap<string, ShownDifference>>();
  for (const file of files) {
    const differences = diffFile(dataOf(old.get(file)), dataOf(now.get(file)), all);
    if (differences.size > 0) found.set(file, differences);
  }
  return found;
}

/** A file that cannot be shown counts as empty; one that is a list or text is tried as JSON, as DVC does it. */
function dataOf(file: ShownFile | undefined): Value {
  const data = file?.kind === "values" ? listsAsText(file.values) : new Map();
  if (typeof data !== "string") return data;
  const { root, problems } = parseJson("", data);
  return problems.length > 0 ? data : toValue(root);
}

function listsAsText(value: Value): Value {
  if (isList(value)) return pythonRepr(value);
  if (!isMapping(value)) return value;
  return new Map([...value].map(([key, item]) => [key, listsAsText(item)]));
}

function diffFile(old: Value, now: Value, all: boolean): ReadonlyMap<string, ShownDifference> {
  const isNested = isMapping(old) || isMapping(now);
  const [before, after] = isNested ? [leavesOf(old), leavesOf(now)] : [bare(old), bare(now)];
  const found = new Map<string, ShownDifference>();
  for (const name of [...new Set([...before.keys(), ...after.keys()])].toSorted()) {
    const [from, to] = [valueIn(before, name, old), valueIn(after, name, now)];
    const difference = differenceOf(from, to, all);
    if (difference !== undefined) found.set(name, difference);
  }
  return found;
}

function bare(value: Value): ReadonlyMap<string, Value> {
  return new Map([["", value]]);
}

function leavesOf(value: Value): ReadonlyMap<string, Value> {
  return isMapping(value) ? flatten(value) : new Map();
}

/** What is not there is null; of a file that is a bare value where the other has names, DVC says that it cannot be read. */
function valueIn(leaves: ReadonlyMap<string, Value>, name: string, whole: Value): Value {
  const value = leaves.get(name);
  if (value !== undefined) return value;
  return isMapping(whole) || isEmptyInPython(whole) ? null : "unable to parse";
}

/** Undefined where both are the same and only differences are wanted. Lists of one item are compared as that item. */
function differenceOf(old: Value, now: Value, all: boolean): ShownDifference | undefined {
  if (isList(old) && isList(now) && old.length === 1 && now.length === 1)
    return differenceOf(old[0] ?? null, now[0] ?? null, all);
  if (!all && equalInPython(old, now)) return undefined;
  const [from, to] = [numberOf(old), numberOf(now)];
  if (from === undefined || to === undefined) return { old, new: now };
  const diff = typeof from === "bigint" && typeof to === "bigint" ? to - from : Number(to) - Number(from);
  return { old, new: now, diff };
}

function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

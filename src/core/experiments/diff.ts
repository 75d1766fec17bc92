import { equalInPython } from "#core/pipeline/python/python-equality";
import type { Value } from "#core/pipeline/value";
import type { RevisionDiff, ValueChange } from "#core/project";

import type { Measured } from "./table.ts";

/**
 * What changed in parameters and metrics from one revision to another: the leaves that differ, in the order of the
 * files. Values are compared as DVC does, so that 1 and 1.0 are the same.
 */
export function diffMeasured(from: Measured, to: Measured): RevisionDiff {
  return { params: changes(from.params, to.params), metrics: changes(from.metrics, to.metrics) };
}

type ByFile = ReadonlyMap<string, ReadonlyMap<string, Value>>;

function changes(from: ByFile, to: ByFile): ValueChange[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((file) => {
    const [old, now] = [from.get(file), to.get(file)];
    const keys = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
    return [...keys].flatMap((key) => change(file, key, old?.get(key), now?.get(key)));
  });
}

function change(file: string, key: string, old: Value | undefined, now: Value | undefined): ValueChange[] {
  if (old !== undefined && now !== undefined && equalInPython(old, now)) return [];
  const diff = difference(old, now);
  return [
    {
      file,
      key,
      ...(old !== undefined && { old }),
      ...(now !== undefined && { new: now }),
      ...(diff !== undefined && { diff }),
    },
  ];
}

/** Booleans count as 0 and 1, as they do in Python; whole numbers stay whole. */
function difference(old: Value | undefined, now: Value | undefined): bigint | number | undefined {
  const [from, to] = [numberOf(old), numberOf(now)];
  if (from === undefined || to === undefined) return undefined;
  return typeof from === "bigint" && typeof to === "bigint" ? to - from : Number(to) - Number(from);
}

function numberOf(value: Value | undefined): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

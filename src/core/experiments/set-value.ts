import { closest } from "#core/pipeline/did-you-mean";
import { flatten } from "#core/pipeline/params/flatten";
import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping } from "#core/pipeline/value";
import type { Scalar, Value } from "#core/pipeline/value";

import { overrideFailure } from "./failures.ts";
import type { Override } from "./overrides.ts";

/** One value to write or to take away. `key` is dotted. */
export type Edit =
  | { readonly kind: "set"; readonly key: string; readonly value: Value }
  | { readonly kind: "delete"; readonly key: string };

/**
 * Says what one override means for a file with these values, as OmegaConf, which DVC uses, would have it: a mapping is
 * merged into one that is there, anything else replaces. Throws a Failure when the override does not fit the values.
 */
export function editsOf(override: Override, value: Value | undefined, values: Value): readonly Edit[] {
  const { key, mode } = override;
  const old = valueAt(values, key);
  if (mode === "delete") {
    if (old === undefined) throw overrideFailure(`${missing(override, values)}, so it cannot be deleted.`);
    return [{ kind: "delete", key }];
  }
  if (value === undefined) return [];
  const merges = isMapping(value);
  if (mode === "add" && old !== undefined && old !== null && !merges && !isList(value))
    throw overrideFailure(`"${key}" is in ${override.file} already: write ${key}=… to change it.`);
  if (mode === "change" && old === undefined)
    throw overrideFailure(`${missing(override, values)}. To add it, write +${key}=….`);
  if (!merges || !isMapping(old)) return [{ kind: "set", key, value }];
  return [...value].flatMap(([name, item]) =>
    editsOf({ ...override, key: `${key}.${pythonText(name)}` }, item, values),
  );
}

function missing({ key, file }: Override, values: Value): string {
  const near = closest(key, flatten(values).keys());
  return `There is no "${key}" in ${file}${near === undefined ? "" : ` (did you mean "${near}"?)`}`;
}

/** The value at a dotted key; an item of a list is a number. Undefined where there is none. */
function valueAt(values: Value, key: string): Value | undefined {
  let value: Value | undefined = values;
  for (const segment of key.split(".")) value = childOf(value, segment);
  return value;
}

function childOf(value: Value | undefined, segment: string): Value | undefined {
  if (isMapping(value)) return value.get(keyIn(value, segment));
  return isList(value) && /^\d+$/u.test(segment) ? value[Number(segment)] : undefined;
}

/** A mapping may have the number 1 as a key, which an override can only write as the text `1`. */
function keyIn(mapping: ReadonlyMap<Scalar, Value>, segment: string): Scalar {
  return !mapping.has(segment) && /^\d+$/u.test(segment) && mapping.has(BigInt(segment))
    ? BigInt(segment)
    : segment;
}

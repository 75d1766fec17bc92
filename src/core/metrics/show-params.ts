import { findParameters } from "#core/pipeline/params/look-up-parameter";
import type { FoundParameter } from "#core/pipeline/params/look-up-parameter";
import type { Pipeline } from "#core/pipeline/model";
import { isList, isMapping } from "#core/pipeline/value";
import type { Scalar, Value } from "#core/pipeline/value";

import type { FileSource } from "./file-source.ts";
import { expandPath, readShownFile } from "./shown-file.ts";
import type { ShownFile, ShownFiles } from "./shown-file.ts";

const defaultFile = "params.yaml";

export interface ParamsRequest {
  /** Repository-relative files, to be shown whole; none means what the pipeline says. */
  readonly targets?: readonly string[];
  /** Only what stages depend on. */
  readonly depsOnly?: boolean;
}

/**
 * The parameters of a pipeline as `params diff` compares them: what stages track of each file, all of the files that the
 * `params` lists name and of the root's params.yaml, and what `${}` takes from other files.
 */
export async function showParams(
  pipeline: Pipeline,
  source: FileSource,
  { targets = [], depsOnly = false }: ParamsRequest = {},
): Promise<ShownFiles> {
  const isDefaultThere = (await source.list(defaultFile)).length > 0;
  const tracked = trackedKeys(pipeline, { targets, depsOnly, isDefaultThere });
  const shown = new Map<string, ShownFile>();
  for (const [path, keys] of tracked) {
    for (const file of await expandPath(source, path)) {
      shown.set(file, withKeys(await readShownFile(source, file), keys));
    }
  }
  if (targets.length === 0) addVariables(shown, pipeline);
  return shown;
}

/** The keys that count by file; none means the whole file, which wins. */
function trackedKeys(
  pipeline: Pipeline,
  { targets, depsOnly, isDefaultThere }: Required<ParamsRequest> & { readonly isDefaultThere: boolean },
): ReadonlyMap<string, readonly string[]> {
  const tracked = new Map<string, readonly string[]>();
  const add = (path: string, keys: readonly string[]): void => {
    const before = tracked.get(path);
    const isWhole = keys.length === 0 || before?.length === 0;
    tracked.set(path, isWhole ? [] : [...(before ?? []), ...keys]);
  };
  for (const target of targets) add(target, []);
  if (targets.length > 0) return tracked;
  for (const { path, keys } of pipeline.stages.flatMap((stage) => stage.params)) {
    add(path, keys?.map(({ key }) => key) ?? []);
  }
  if (depsOnly) return tracked;
  for (const path of pipeline.files.flatMap((file) => file.params)) add(path, []);
  if (isDefaultThere) add(defaultFile, []);
  return tracked;
}

/** What keys find in a file, each where it stands. */
function withKeys(file: ShownFile, keys: readonly string[]): ShownFile {
  if (file.kind !== "values" || keys.length === 0) return file;
  const parts = [...new Set(keys)].map((key) => nested(findParameters(file.values, key)));
  return { kind: "values", values: parts.reduce(merged, new Map()) };
}

/** Found values as the mapping that holds nothing else; lists have nothing for items that were not found. */
function nested(found: readonly FoundParameter[]): Value {
  return found.reduce<Value>((root, { path, value }) => put(root, path, value), new Map());
}

/** A value with another one put where a path leads to. */
function put(into: Value | undefined, [key, ...rest]: readonly Scalar[], value: Value): Value {
  if (key === undefined) return value;
  if (typeof key !== "number") {
    const members = isMapping(into) ? into : undefined;
    return new Map(members).set(key, put(members?.get(key), rest, value));
  }
  const items = isList(into) ? [...into] : [];
  while (items.length < key) items.push(null);
  items[key] = put(items[key], rest, value);
  return items;
}

/** Mappings merge and lists grow, as DVC's library for them does it. */
function merged(into: Value, added: Value): Value {
  if (isList(into) && isList(added)) return [...into, ...added];
  if (!isMapping(into) || !isMapping(added)) return added;
  const both = new Map(into);
  for (const [key, value] of added) {
    const before = both.get(key);
    both.set(key, before === undefined ? value : merged(before, value));
  }
  return both;
}

/** Values that expressions take from files which are not shown anyway. */
function addVariables(shown: Map<string, ShownFile>, { stages }: Pipeline): void {
  const used = new Map<string, Map<Scalar, Value>>();
  for (const { file, name, value } of stages.flatMap(({ variables = [] }) => variables)) {
    if (shown.has(file)) continue;
    const all = used.get(file) ?? new Map<Scalar, Value>();
    used.set(file, all.set(name, value));
  }
  for (const [file, values] of used) shown.set(file, { kind: "values", values });
}

import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import type { Pipeline } from "#core/pipeline/model";
import { isMapping } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import type { FileSource } from "./file-source.ts";
import { leaves, readMeasuredFiles } from "./measured-files.ts";
import type { MeasuredFiles } from "./measured-files.ts";

const defaultFile = "params.yaml";

/**
 * Reads the parameters of a pipeline: the keys that stages track, or all of a file that is tracked as a whole; all of
 * the files that `params:` lists at the top level; all of `params.yaml` in the root, mentioned or not.
 */
export async function readParams(pipeline: Pipeline, source: FileSource): Promise<MeasuredFiles> {
  const tracked = new Map<string, readonly string[] | "all">();
  for (const { path, keys } of pipeline.stages.flatMap((stage) => stage.params)) {
    const before = tracked.get(path) ?? [];
    const all = before === "all" || keys === undefined;
    tracked.set(path, all ? "all" : [...before, ...keys.map(({ key }) => key)]);
  }
  const whole = [...pipeline.files.flatMap((file) => file.params), defaultFile];
  for (const path of whole) {
    for (const file of await source.list(path)) tracked.set(file, "all");
  }
  return readMeasuredFiles([...tracked.keys()], source, (values, file) => {
    const keys = tracked.get(file) ?? "all";
    return keys === "all" ? leaves(values) : keysOf(values, keys);
  });
}

function keysOf(values: Value, keys: readonly string[]): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const key of keys) {
    const result = lookUpParameter(values, key);
    if (!result.found) continue;
    if (!isMapping(result.value)) found.set(key, result.value);
    else for (const [name, value] of leaves(result.value)) found.set(`${key}.${name}`, value);
  }
  return found;
}

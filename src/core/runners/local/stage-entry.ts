import type { LockEntry, LockItem } from "#core/pipeline/lock/lock-model";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import type { ParamsDependency, PathReference, Stage } from "#core/pipeline/model";
import type { ContentHash, Observations } from "#core/pipeline/status/status-model";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

import { ambiguousParameter, missingDependency, missingParameter, unreadableParams } from "./failures.ts";

/** What a stage reads, as dvc.lock records it. */
export type StageInputs = Pick<LockEntry, "deps" | "params">;

/**
 * What a stage reads, hashed. Throws a Failure that names the first dependency, parameter file or parameter that
 * is not there.
 */
export function stageInputs(stage: Stage, seen: Pick<Observations, "hashes" | "params">): StageInputs {
  const deps = stage.deps.map((reference) => {
    const hash = seen.hashes.get(reference.path);
    if (hash === undefined) throw missingDependency(stage, reference);
    return lockItem(reference, hash);
  });
  const params = stage.params.map(
    (dependency) => [dependency.text, parameters(stage, dependency, seen)] as const,
  );
  return { deps, params: new Map(params) };
}

/** How dvc.lock names the content of a path. */
export function lockItem(reference: PathReference, hash: ContentHash): LockItem {
  return {
    path: reference.text,
    hash: "md5",
    md5: hash.md5,
    size: BigInt(hash.size),
    ...(hash.nfiles !== undefined && { nfiles: BigInt(hash.nfiles) }),
    ...(hash.isexec && { isexec: true }),
  };
}

function parameters(stage: Stage, dependency: ParamsDependency, seen: Pick<Observations, "params">): Mapping {
  const file = seen.params.get(dependency.path);
  if (file === undefined || file.kind === "missing") throw missingDependency(stage, dependency);
  if (file.kind === "unreadable") throw unreadableParams(stage, dependency, file.reason);
  if (dependency.keys === undefined) return file.values;
  const found = new Map<Scalar, Value>();
  for (const { key, range } of dependency.keys) {
    const lookup = lookUpParameter(file.values, key);
    const place = { file: stage.file, range };
    if (lookup.found) found.set(key, lookup.value);
    else if (lookup.ambiguous) throw ambiguousParameter(stage, dependency, key, place);
    else throw missingParameter(stage, dependency, key, place);
  }
  return found;
}

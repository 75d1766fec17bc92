import { deleteYamlValue, setYamlValue } from "#core/pipeline/edit-yaml";
import type { Value } from "#core/pipeline/value";

import type { TrackedData } from "./dvc-file.ts";
import type { PathHash } from "./hash.ts";

/**
 * Writes into the text of a `.dvc` file what one of its outputs holds now, as `dvc commit` does. Everything else stays
 * as it is; the text is the same when it says so already.
 * @param index which of the outputs
 * @param recorded that output, as `parseDvcFile` gives it for this text
 */
export function recordHash(text: string, index: number, recorded: TrackedData, found: PathHash): string {
  const { md5, size, nfiles, isexec } = found;
  const facts: readonly (readonly [key: string, before: Value | undefined, now: Value | undefined])[] = [
    ["md5", recorded.md5, md5],
    ["size", recorded.size, BigInt(size)],
    ["nfiles", recorded.nfiles, nfiles === undefined ? undefined : BigInt(nfiles)],
    ["isexec", recorded.isexec, isexec],
    ["hash", recorded.hash, "md5"],
  ];
  let edited = text;
  for (const [key, before, now] of facts) {
    const path = `outs.${index}.${key}`;
    if (now === before) continue;
    edited = now === undefined ? deleteYamlValue(edited, path) : setYamlValue(edited, path, now, "either");
  }
  return edited;
}

import { printTree, treeHash } from "#core/data/cache/dir-object";
import type { TreeEntry } from "#core/data/cache/dir-object";
import { deleteYamlValue, setYamlValue } from "#core/pipeline/edit/edit-yaml";
import type { LockItem } from "#core/pipeline/lock/lock-model";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

import type { TrackedData } from "./dvc-file.ts";

/** What a record says of content. */
export interface ContentFacts {
  readonly md5: string;
  /** Bytes; absent where nobody knows, as after DVC replaced a part of a folder. */
  readonly size?: number | undefined;
  readonly nfiles?: number | undefined;
  readonly isexec?: boolean | undefined;
}

/** The text of a new `.dvc` file, byte for byte as `dvc add` writes it. `name` is relative to the file's folder. */
export function newDvcFile(name: string, { md5, size, nfiles, isexec }: ContentFacts): string {
  const item = new Map<Scalar, Value>([["md5", md5]]);
  if (size !== undefined) item.set("size", BigInt(size));
  if (nfiles !== undefined) item.set("nfiles", BigInt(nfiles));
  if (isexec === true) item.set("isexec", true);
  item.set("hash", "md5").set("path", name);
  return printYaml(new Map([["outs", [item]]]), 0);
}

/**
 * Writes into the text of a `.dvc` file what one of its outputs holds now, as `dvc commit` does. Everything else stays
 * as it is; the text is the same when it says so already.
 * @param index which of the outputs
 * @param recorded that output, as `parseDvcFile` gives it for this text
 */
export function recordHash(text: string, index: number, recorded: TrackedData, found: ContentFacts): string {
  const { md5, size, nfiles, isexec } = found;
  const stored = recorded.other ?? new Map<Scalar, Value>();
  // What a cloud with versions holds is still true of the same content, and of no other.
  if (md5 === filesHash(stored)) return text;
  const outdated: readonly Scalar[] = md5 === recorded.md5 ? [] : [...stored.keys()];
  const facts: readonly (readonly [key: string, before: Value | undefined, now: Value | undefined])[] = [
    ...outdated.map((key) => [pythonText(key), stored.get(key), undefined] as const),
    ["md5", recorded.md5, md5],
    ["size", recorded.size, size === undefined ? undefined : BigInt(size)],
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

/** True when a record is of this content, also one that lists the files of a folder instead of naming its hash. */
export function isRecorded(recorded: Pick<LockItem, "md5" | "other"> | undefined, md5: string): boolean {
  return recorded?.md5 === md5 || (recorded?.other !== undefined && filesHash(recorded.other) === md5);
}

/** The hash of the folder whose files a record lists, as it does for a cloud with versions. */
export function filesHash(stored: Mapping): string | undefined {
  const files = listedFiles(stored);
  return files && treeHash(printTree(files));
}

/** The files of a folder as a record lists them; undefined when it does not, or not with their hashes. */
export function listedFiles(stored: Mapping): readonly TreeEntry[] | undefined {
  const files = stored.get("files");
  if (!isList(files)) return undefined;
  const entries = files.flatMap((file) => {
    const relpath = isMapping(file) ? file.get("relpath") : undefined;
    const md5 = isMapping(file) ? file.get("md5") : undefined;
    return typeof relpath === "string" && typeof md5 === "string" ? [{ relpath, md5 }] : [];
  });
  return entries.length === files.length ? entries : undefined;
}

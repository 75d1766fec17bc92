import { compareCodePoints } from "../python/code-point-order.ts";
import { tellConflicts } from "./lock-conflict.ts";
import type { LockEntry, LockFile, LockItem } from "./lock-model.ts";
import { childOf } from "../map-entries.ts";
import type { Document, MapNode } from "../node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import { lockOf, readLockPieces } from "./lock-pieces.ts";
import { type LockReading, refuseKind, refuseUnknownKeys, report } from "./lock-reading.ts";
import { readLockEntries } from "./read-lock-entry.ts";
import { toValue } from "../to-value.ts";
import type { Mapping, Scalar, Value } from "../value.ts";

/** The path of the dvc.lock that stands beside a dvc.yaml. */
export function lockPathOf(pipelineFile: string): string {
  return pipelineFile.replace(/\.ya?ml$/, ".lock");
}

/** Reads a dvc.lock. Never throws: entries that cannot be understood are left out and told as problems. */
export function parseLock(file: string, text: string): LockFile {
  const pieces = readLockPieces(file, text);
  return (pieces && lockOf(file, text, pieces)) ?? parseOddLock(file, text);
}

/** The same of a text that cannot be read in pieces. */
export function parseOddLock(file: string, text: string): LockFile {
  const lock = readLock(parseYaml(file, text));
  return isBlank(text) ? { ...lock, problems: [...lock.problems, emptyLock(file)] } : lock;
}

/** Nothing but comments. */
function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
}

/** A file that is being written may be empty; one that is there may not. */
function emptyLock(file: string): Problem {
  const message = "This dvc.lock is empty, and DVC refuses it: remove it.";
  return { code: "lock/schema", severity: "error", file, range: { start: 0, end: 0 }, message };
}

/** The entry as DVC orders it: what goes into dvc.lock, into the run cache and into the hash of an experiment. */
export function lockEntryValue(entry: LockEntry): Mapping {
  const value = new Map<Scalar, Value>([["cmd", entry.cmd]]);
  if (entry.deps.length > 0) value.set("deps", itemValues(entry.deps));
  if (entry.params.size > 0) value.set("params", paramsValue(entry.params));
  if (entry.outs.length > 0) value.set("outs", itemValues(entry.outs));
  return value;
}

/** What the tree of a dvc.lock says; see `parseLock`. */
export function readLock(document: Document): LockFile {
  const { file, root } = document;
  const reading: LockReading = { file, problems: tellConflicts(document) };
  const stages = new Map<string, LockEntry>();
  const result = { file, stages, problems: reading.problems };
  if (!root || toValue(root) === null) return result;
  if (root.kind !== "map") {
    refuseKind(root, "dvc.lock must be a mapping with 'schema' and 'stages'.", reading);
    return result;
  }
  if (!childOf(root, "schema") && !childOf(root, "stages") && root.entries.length > 0) {
    const message =
      "This dvc.lock was written by DVC 1, which later versions refuse: remove it and run the stages.";
    report(reading, { code: "lock/schema", range: root.entries[0]?.key.range ?? root.range, message });
    return result;
  }
  checkSchema(root, reading);
  refuseUnknownKeys(root, ["schema", "stages", "datasets"], "dvc.lock", reading);
  const listed = childOf(root, "stages");
  if (listed?.kind === "map") {
    for (const [name, entry] of readLockEntries(listed, reading)) stages.set(name, entry);
  } else if (listed) {
    refuseKind(listed, "'stages' must be a mapping.", reading);
  }
  return result;
}

function checkSchema(root: MapNode, reading: LockReading): void {
  const schema = childOf(root, "schema");
  const { file } = reading;
  if (schema && toValue(schema) === "2.0") return;
  if (schema) {
    const changes = [{ file, range: schema.range, newText: "'2.0'" }];
    const fix = { title: "Write '2.0'", changes, preferred: true };
    report(reading, {
      code: "lock/schema",
      range: schema.range,
      message: "'schema' must be the text '2.0', in quotes.",
      fixes: [fix],
    });
  } else {
    const at = root.range.start;
    const changes = [{ file, range: { start: at, end: at }, newText: "schema: '2.0'\n" }];
    const fix = { title: "Add schema: '2.0'", changes, preferred: true };
    const first = root.entries[0]?.key.range ?? root.range;
    report(reading, {
      code: "lock/schema",
      range: first,
      message: "dvc.lock has no 'schema'. Add schema: '2.0' as its first line.",
      fixes: [fix],
    });
  }
}

function itemValues(items: readonly LockItem[]): Value[] {
  return items.toSorted((a, b) => compareCodePoints(a.path, b.path)).map(itemValue);
}

function itemValue(item: LockItem): Mapping {
  const value = new Map<Scalar, Value>([["path", item.path]]);
  if (item.hash !== undefined) value.set("hash", item.hash);
  for (const key of ["etag", "checksum"]) {
    const found = item.other?.get(key);
    if (found !== undefined) value.set(key, found);
  }
  if (item.md5 !== undefined) value.set("md5", item.md5);
  if (item.size !== undefined) value.set("size", item.size);
  if (item.nfiles !== undefined) value.set("nfiles", item.nfiles);
  if (item.isexec === true) value.set("isexec", true);
  for (const [key, other] of item.other ?? []) value.set(key, other);
  return value;
}

/** `params.yaml` first, then the other files by name; within a file the keys by name, but not deeper. */
function paramsValue(params: LockEntry["params"]): Mapping {
  const files = [...params].toSorted(([a], [b]) => {
    const byDefault = Number(b === "params.yaml") - Number(a === "params.yaml");
    return byDefault || compareCodePoints(a, b);
  });
  return new Map(files.map(([file, values]) => [file, new Map(sortedByKey(values))]));
}

function sortedByKey(values: Mapping): [Scalar, Value][] {
  return [...values].toSorted(([a], [b]) => compareCodePoints(pythonText(a), pythonText(b)));
}

import {
  expectFlag,
  expectText,
  expectWhole,
  type LockReading,
  refuseKind,
  refuseUnknownKeys,
  report,
} from "./lock-reading.ts";
import { childOf } from "../map-entries.ts";
import type { MapNode, Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { textOrDigits } from "./text-or-digits.ts";
import { toValue } from "../to-value.ts";
import type { Mapping } from "../value.ts";

/** Keys of an item that say where a remote keeps it: we understand them only well enough to keep them. */
export const storageKeys = ["etag", "checksum", "version_id", "cloud", "files", "dataset"];

const factKeys = ["size", "nfiles", "isexec", "version_id"];
const hashKeys = ["md5", "checksum", "etag"];

/** What an item of dvc.lock or of a `.dvc` file says of its storage. */
export function storageOf(map: MapNode): Mapping | undefined {
  const entries = map.entries.filter(
    ({ key: { value } }) => typeof value === "string" && storageKeys.includes(value),
  );
  return entries.length > 0
    ? new Map(entries.map(({ key, value }) => [key.value, toValue(value)]))
    : undefined;
}

/** Reports what DVC refuses in it. */
export function checkStorage(item: MapNode, reading: LockReading): void {
  readHash(childOf(item, "etag"), reading);
  readHash(childOf(item, "checksum"), reading);
  expectText(item, "version_id", reading);
  checkCloud(childOf(item, "cloud"), reading);
  checkFiles(childOf(item, "files"), reading);
  const dataset = childOf(item, "dataset");
  if (dataset && dataset.kind !== "map") {
    refuseKind(dataset, "'dataset' must be a mapping.", reading);
  }
}

/** A hash as text; undefined for none. */
export function readHash(node: Node | undefined, reading: LockReading): string | undefined {
  if (node === undefined) return undefined;
  const value = toValue(node);
  if (value === null || value === "") return undefined;
  const hash = textOrDigits(value);
  if (hash !== undefined && hash.length >= 3) return hash;
  refuseKind(node, "A hash must be text of at least three characters.", reading);
  return undefined;
}

function checkCloud(cloud: Node | undefined, reading: LockReading): void {
  if (cloud === undefined) return;
  if (cloud.kind !== "map" || cloud.entries.length > 1) {
    refuseKind(cloud, "'cloud' must be a mapping of one remote's name.", reading);
    return;
  }
  for (const { key, value } of cloud.entries) {
    if (value.kind === "map" && typeof key.value === "string") {
      refuseUnknownKeys(value, [...factKeys, ...hashKeys], `remote '${pythonText(key.value)}'`, reading);
      checkFacts(value, reading);
    } else {
      refuseKind(key, "A remote must have a name, and a mapping of what it knows.", reading);
    }
  }
}

function checkFiles(files: Node | undefined, reading: LockReading): void {
  if (files === undefined) return;
  if (files.kind !== "list") {
    refuseKind(files, "'files' must be a list.", reading);
    return;
  }
  for (const file of files.items) {
    if (file.kind !== "map" || childOf(file, "relpath") === undefined) {
      report(reading, {
        code: "lock/missing-key",
        range: file.range,
        message: "A file of a folder must be a mapping with 'relpath' in it.",
      });
      continue;
    }
    refuseUnknownKeys(file, ["relpath", "cloud", ...factKeys, ...hashKeys], "a file of a folder", reading);
    expectText(file, "relpath", reading);
    checkFacts(file, reading);
    checkCloud(childOf(file, "cloud"), reading);
  }
}

function checkFacts(map: MapNode, reading: LockReading): void {
  for (const key of hashKeys) readHash(childOf(map, key), reading);
  expectWhole(map, "size", reading);
  expectWhole(map, "nfiles", reading);
  expectFlag(map, "isexec", reading);
  expectText(map, "version_id", reading);
}

import type { LockEntry, LockItem } from "./lock-model.ts";
import {
  expectFlag,
  expectText,
  expectWhole,
  type LockReading,
  refuseKind,
  refuseUnknownKeys,
  report,
} from "./lock-reading.ts";
import { checkStorage, readHash, storageKeys, storageOf } from "./lock-storage.ts";
import { childOf } from "../map-entries.ts";
import type { Entry, MapNode, Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { toValue } from "../to-value.ts";
import { isMapping, type Mapping, type Value } from "../value.ts";

const entryKeys = ["cmd", "deps", "params", "outs"];

const itemKeys = ["path", "hash", "md5", "size", "nfiles", "isexec", ...storageKeys];

/** Reads what dvc.lock says of stages, by their names; those that cannot be understood are left out. */
export function readLockEntries(stages: MapNode, reading: LockReading): [name: string, entry: LockEntry][] {
  return stages.entries.flatMap((stage): [string, LockEntry][] => {
    const entry = readLockEntry(stage, reading);
    if (typeof stage.key.value !== "string") {
      refuseKind(stage.key, "The name of a stage must be text: put it in quotes.", reading);
    }
    return entry ? [[pythonText(stage.key.value), entry]] : [];
  });
}

/** Reads what dvc.lock says of one stage. Undefined without a command: then DVC has nothing to compare with. */
export function readLockEntry(stage: Entry, reading: LockReading): LockEntry | undefined {
  const { key, value } = stage;
  const name = pythonText(key.value);
  if (value.kind !== "map") {
    refuseKind(key, `Stage '${name}' must be a mapping with 'cmd' in it.`, reading);
    return undefined;
  }
  refuseUnknownKeys(value, entryKeys, `stage '${name}'`, reading);
  const cmd = childOf(value, "cmd");
  if (!cmd) {
    report(reading, {
      code: "lock/missing-key",
      range: key.range,
      message: `Stage '${name}' has no 'cmd': remove the entry and run the stage.`,
    });
    return undefined;
  }
  if (cmd.kind === "map" || (cmd.kind === "scalar" && typeof cmd.value !== "string")) {
    refuseKind(cmd, `'cmd' of stage '${name}' must be text or a list.`, reading);
  }
  return {
    cmd: toValue(cmd),
    deps: readItems(childOf(value, "deps"), "deps", reading),
    params: readParams(childOf(value, "params"), reading),
    outs: readItems(childOf(value, "outs"), "outs", reading),
  };
}

function readItems(node: Node | undefined, section: string, reading: LockReading): LockItem[] {
  if (!node) return [];
  if (node.kind !== "list") {
    refuseKind(node, `'${section}' must be a list.`, reading);
    return [];
  }
  return node.items.flatMap((item) => readItem(item, section, reading) ?? []);
}

function readItem(node: Node, section: string, reading: LockReading): LockItem | undefined {
  if (node.kind !== "map") {
    refuseKind(node, `An item of '${section}' must be a mapping with 'path' in it.`, reading);
    return undefined;
  }
  refuseUnknownKeys(node, itemKeys, `an item of '${section}'`, reading);
  const path = childOf(node, "path");
  if (path?.kind !== "scalar" || typeof path.value !== "string") {
    report(reading, {
      code: "lock/missing-key",
      range: node.range,
      message: `An item of '${section}' has no 'path' that is text.`,
    });
    return undefined;
  }
  // A lock holds thousands of items: an object for each key that may be missing would be most of the work.
  const item: { -readonly [Key in keyof LockItem]: LockItem[Key] } = { path: path.value };
  const hash = expectText(node, "hash", reading);
  if (hash !== undefined) item.hash = hash;
  const md5 = readMd5(childOf(node, "md5"), reading);
  if (md5 !== undefined) item.md5 = md5;
  const size = expectWhole(node, "size", reading);
  if (size !== undefined) item.size = size;
  const nfiles = expectWhole(node, "nfiles", reading);
  if (nfiles !== undefined) item.nfiles = nfiles;
  const isexec = expectFlag(node, "isexec", reading);
  if (isexec !== undefined) item.isexec = isexec;
  const other = storageOf(node);
  if (other) {
    item.other = other;
    checkStorage(node, reading);
  }
  return item;
}

/** The md5 of an item; one that is not 32 digits long cannot be right, but DVC takes it. */
function readMd5(node: Node | undefined, reading: LockReading): string | undefined {
  const md5 = readHash(node, reading);
  if (node !== undefined && md5 !== undefined && !/^[0-9a-f]{32}(\.dir)?$/.test(md5)) {
    const message =
      "This is not an MD5 hash (32 of 0-9 and a-f, then '.dir' for a folder): the stage will run again.";
    report(reading, { code: "lock/bad-hash", range: node.range, message, severity: "warning" });
  }
  return md5;
}

function readParams(node: Node | undefined, reading: LockReading): ReadonlyMap<string, Mapping> {
  const params = new Map<string, Mapping>();
  if (!node) return params;
  if (node.kind !== "map") {
    refuseKind(node, "'params' must map each parameter file to its values.", reading);
    return params;
  }
  for (const { key, value } of node.entries) {
    const values: Value = toValue(value);
    if (!isMapping(values)) {
      refuseKind(key, "A parameter file must hold a mapping of values.", reading);
    } else if (
      typeof key.value !== "string" ||
      ![...values.keys()].every((name) => typeof name === "string")
    ) {
      refuseKind(key, "Parameter files and parameters are named by text.", reading);
    } else {
      params.set(key.value, values);
    }
  }
  return params;
}

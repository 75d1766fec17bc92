import type { LockEntry, LockItem } from "./lock-model.ts";
import {
  find,
  flagOf,
  type LockReading,
  refuseUnknownKeys,
  report,
  textOf,
  wholeOf,
} from "./lock-reading.ts";
import { checkStorage, readHash, storageKeys, storageOf } from "./lock-storage.ts";
import type { Entry, Node } from "./node.ts";
import { pythonText } from "./python-text.ts";
import { toValue } from "./to-value.ts";
import { isMapping, type Mapping, type Value } from "./value.ts";

const entryKeys = ["cmd", "deps", "params", "outs"];

const itemKeys = ["path", "hash", "md5", "size", "nfiles", "isexec", ...storageKeys];

/** Reads what dvc.lock says of one stage. Undefined without a command: then DVC has nothing to compare with. */
export function readLockEntry(stage: Entry, reading: LockReading): LockEntry | undefined {
  const { key, value } = stage;
  const name = pythonText(key.value);
  if (value.kind !== "map") {
    report(reading, "wrong-type", key.range, `Stage '${name}' must be a mapping with 'cmd' in it.`);
    return undefined;
  }
  refuseUnknownKeys(value, entryKeys, `stage '${name}'`, reading);
  const cmd = find(value, "cmd");
  if (!cmd) {
    report(
      reading,
      "missing-key",
      key.range,
      `Stage '${name}' has no 'cmd': remove the entry and run the stage.`,
    );
    return undefined;
  }
  if (cmd.kind === "map" || (cmd.kind === "scalar" && typeof cmd.value !== "string")) {
    report(reading, "wrong-type", cmd.range, `'cmd' of stage '${name}' must be text or a list.`);
  }
  return {
    cmd: toValue(cmd),
    deps: readItems(find(value, "deps"), "deps", reading),
    params: readParams(find(value, "params"), reading),
    outs: readItems(find(value, "outs"), "outs", reading),
  };
}

function readItems(node: Node | undefined, section: string, reading: LockReading): LockItem[] {
  if (!node) return [];
  if (node.kind !== "list") {
    report(reading, "wrong-type", node.range, `'${section}' must be a list.`);
    return [];
  }
  return node.items.flatMap((item) => readItem(item, section, reading) ?? []);
}

function readItem(node: Node, section: string, reading: LockReading): LockItem | undefined {
  if (node.kind !== "map") {
    report(reading, "wrong-type", node.range, `An item of '${section}' must be a mapping with 'path' in it.`);
    return undefined;
  }
  refuseUnknownKeys(node, itemKeys, `an item of '${section}'`, reading);
  const path = find(node, "path");
  if (path?.kind !== "scalar" || typeof path.value !== "string") {
    report(reading, "missing-key", node.range, `An item of '${section}' has no 'path' that is text.`);
    return undefined;
  }
  // A lock holds thousands of items: an object for each key that may be missing would be most of the work.
  const item: { -readonly [Key in keyof LockItem]: LockItem[Key] } = { path: path.value };
  const hash = textOf(node, "hash", reading);
  if (hash !== undefined) item.hash = hash;
  const md5 = readMd5(find(node, "md5"), reading);
  if (md5 !== undefined) item.md5 = md5;
  const size = wholeOf(node, "size", reading);
  if (size !== undefined) item.size = size;
  const nfiles = wholeOf(node, "nfiles", reading);
  if (nfiles !== undefined) item.nfiles = nfiles;
  const isexec = flagOf(node, "isexec", reading);
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
    report(reading, "bad-hash", node.range, message);
  }
  return md5;
}

function readParams(node: Node | undefined, reading: LockReading): ReadonlyMap<string, Mapping> {
  const params = new Map<string, Mapping>();
  if (!node) return params;
  if (node.kind !== "map") {
    report(reading, "wrong-type", node.range, "'params' must map each parameter file to its values.");
    return params;
  }
  for (const { key, value } of node.entries) {
    const values: Value = toValue(value);
    if (!isMapping(values)) {
      report(reading, "wrong-type", key.range, "A parameter file must hold a mapping of values.");
    } else if (
      typeof key.value !== "string" ||
      ![...values.keys()].every((name) => typeof name === "string")
    ) {
      report(reading, "wrong-type", key.range, "Parameter files and parameters are named by text.");
    } else {
      params.set(key.value, values);
    }
  }
  return params;
}

import { closest } from "./did-you-mean.ts";
import type { LockEntry, LockItem } from "./lock-model.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import type { Fix, Problem, Range } from "./problem.ts";
import { pythonText } from "./python-text.ts";
import { toValue } from "./to-value.ts";
import { isMapping } from "./value.ts";
import type { Mapping, Scalar, Value } from "./value.ts";

/** Where problems of one dvc.lock go. */
export interface LockReading {
  readonly file: string;
  readonly problems: Problem[];
}

const entryKeys = ["cmd", "deps", "params", "outs"];

const otherItemKeys = ["etag", "checksum", "version_id", "cloud", "files", "dataset"];
const itemKeys = ["path", "hash", "md5", "size", "nfiles", "isexec", ...otherItemKeys];

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

/** The value under a key of a mapping. */
export function find(map: MapNode, key: string): Node | undefined {
  for (const entry of map.entries) if (entry.key.value === key) return entry.value;
  return undefined;
}

/** Reports keys that DVC does not know, with the known key that was probably meant. */
export function refuseUnknownKeys(
  map: MapNode,
  known: readonly string[],
  where: string,
  reading: LockReading,
): void {
  for (const { key } of map.entries) {
    if (typeof key.value === "string" && known.includes(key.value)) continue;
    const name = pythonText(key.value);
    const near = closest(name, known);
    const hint = near === undefined ? `It knows ${known.join(", ")}.` : `Did you mean '${near}'?`;
    report(reading, "unknown-key", key.range, `DVC refuses '${name}' in ${where}. ${hint}`);
  }
}

/** Adds a problem of the group `lock/`. All but a bad hash make DVC refuse the whole file. */
export function report(reading: LockReading, rule: LockRule, range: Range, message: string, fix?: Fix): void {
  const { file, problems } = reading;
  const severity = rule === "bad-hash" ? "warning" : "error";
  problems.push({ code: codes[rule], severity, file, range, message, ...(fix && { fixes: [fix] }) });
}

const codes = {
  schema: "lock/schema",
  "unknown-key": "lock/unknown-key",
  "missing-key": "lock/missing-key",
  "wrong-type": "lock/wrong-type",
  "bad-hash": "lock/bad-hash",
} as const;

type LockRule = keyof typeof codes;

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
  const hash = text(find(node, "hash"));
  if (hash !== undefined) item.hash = hash;
  const md5 = readMd5(find(node, "md5"), reading);
  if (md5 !== undefined) item.md5 = md5;
  const size = whole(node, "size", reading);
  if (size !== undefined) item.size = size;
  const nfiles = whole(node, "nfiles", reading);
  if (nfiles !== undefined) item.nfiles = nfiles;
  const isexec = toValue(find(node, "isexec"));
  if (typeof isexec === "boolean") item.isexec = isexec;
  const other = otherKeys(node);
  if (other) item.other = other;
  return item;
}

/** Digits only, without quotes, are a number to YAML and still a hash to DVC. */
function readMd5(node: Node | undefined, reading: LockReading): string | undefined {
  if (node === undefined) return undefined;
  const value = toValue(node);
  if (value === null || value === "") return undefined;
  const md5 = typeof value === "bigint" ? String(value) : text(node);
  if (md5 === undefined || !/^[0-9a-f]{32}(\.dir)?$/.test(md5)) {
    const message =
      "This is not an MD5 hash (32 of 0-9 and a-f, then '.dir' for a folder): the stage will run again.";
    report(reading, "bad-hash", node.range, message);
  }
  return md5;
}

function whole(map: MapNode, key: string, reading: LockReading): bigint | undefined {
  const node = find(map, key);
  const value = toValue(node);
  if (typeof value === "bigint") return value;
  if (node) report(reading, "wrong-type", node.range, `'${key}' must be a whole number.`);
  return undefined;
}

/** What we keep of an item without understanding it: `cloud`, `files`, `etag` and the like. */
export function otherKeys(map: MapNode): Mapping | undefined {
  const entries = map.entries.filter(
    ({ key: { value } }) => typeof value === "string" && otherItemKeys.includes(value),
  );
  return entries.length > 0
    ? new Map(entries.map(({ key, value }) => [key.value, toValue(value)]))
    : undefined;
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
    if (isMapping(values)) params.set(pythonText(key.value), values);
    else report(reading, "wrong-type", key.range, "A parameter file must hold a mapping of values.");
  }
  return params;
}

function text(node: Node | undefined): string | undefined {
  const value: Value | Scalar = toValue(node);
  return typeof value === "string" ? value : undefined;
}

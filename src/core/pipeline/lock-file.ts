import { lineEnd, lineStart } from "./line-bounds.ts";
import { compareCodePoints } from "./code-point-order.ts";
import type { LockEntry, LockFile, LockItem } from "./lock-model.ts";
import type { Document, MapNode, Node } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import { printYaml } from "./print-yaml.ts";
import { pythonText } from "./python-text.ts";
import { find, readLockEntry, refuseUnknownKeys, report } from "./read-lock-entry.ts";
import type { LockReading } from "./read-lock-entry.ts";
import { toValue } from "./to-value.ts";
import { isMapping } from "./value.ts";
import type { Mapping, Scalar, Value } from "./value.ts";

/** The path of the dvc.lock that stands beside a dvc.yaml. */
export function lockPathOf(pipelineFile: string): string {
  return pipelineFile.replace(/\.ya?ml$/, ".lock");
}

/** Reads a dvc.lock. Never throws: entries that cannot be understood are left out and told as problems. */
export function parseLock(file: string, text: string): LockFile {
  return readLock(parseYaml(file, text));
}

/**
 * Writes what a stage was when it ran into the text of a dvc.lock, in DVC's own style. Everything else stays as it is
 * to the letter: other entries, also of stages that no longer exist, their order, comments and line ends. A new entry
 * goes to the end. Facts of storage (`cloud`, `version_id`) stay on items whose content did not change.
 *
 * @param text the file as it is; undefined or empty for a new one.
 * @throws when the text is no valid dvc.lock. DVC refuses such a file too: check `parseLock(…).problems` first.
 */
export function setLockEntry(text: string | undefined, stageName: string, entry: LockEntry): string {
  const usesCrlf = text?.includes("\r\n") === true;
  const document = parseYaml("dvc.lock", text?.replaceAll("\r\n", "\n") ?? "");
  const before = readLock(document);
  const error = before.problems.find((problem) => problem.severity === "error");
  if (error) throw new Error(`dvc.lock is not valid: ${error.message}`);
  const recorded = before.stages.get(stageName);
  const value = lockEntryValue(keepStorage(entry, recorded));
  // DVC folds long lines and we do not: an entry that says the same stays as DVC wrote it.
  if (recorded && printYaml(lockEntryValue(recorded)) === printYaml(value)) return text ?? "";
  const after = splice(document, stageName, value);
  return usesCrlf ? after.replaceAll("\n", "\r\n") : after;
}

/** The entry as DVC orders it: what goes into dvc.lock, into the run cache and into the hash of an experiment. */
export function lockEntryValue(entry: LockEntry): Mapping {
  const value = new Map<Scalar, Value>([["cmd", entry.cmd]]);
  if (entry.deps.length > 0) value.set("deps", itemValues(entry.deps));
  if (entry.params.size > 0) value.set("params", paramsValue(entry.params));
  if (entry.outs.length > 0) value.set("outs", itemValues(entry.outs));
  return value;
}

function readLock({ file, root, problems }: Document): LockFile {
  const reading: LockReading = { file, problems: [...problems] };
  const stages = new Map<string, LockEntry>();
  const result = { file, stages, problems: reading.problems };
  if (!root || toValue(root) === null) return result;
  if (root.kind !== "map") {
    report(reading, "wrong-type", root.range, "dvc.lock must be a mapping with 'schema' and 'stages'.");
    return result;
  }
  if (!find(root, "schema") && !find(root, "stages") && root.entries.length > 0) {
    const message =
      "This dvc.lock was written by DVC 1, which later versions refuse: remove it and run the stages.";
    report(reading, "schema", root.entries[0]?.key.range ?? root.range, message);
    return result;
  }
  checkSchema(root, reading);
  refuseUnknownKeys(root, ["schema", "stages", "datasets"], "dvc.lock", reading);
  const listed = find(root, "stages");
  if (listed?.kind === "map") {
    for (const stage of listed.entries) {
      const entry = readLockEntry(stage, reading);
      if (entry) stages.set(pythonText(stage.key.value), entry);
    }
  } else if (listed) {
    report(reading, "wrong-type", listed.range, "'stages' must be a mapping.");
  }
  return result;
}

function checkSchema(root: MapNode, reading: LockReading): void {
  const schema = find(root, "schema");
  const { file } = reading;
  if (schema && toValue(schema) === "2.0") return;
  if (schema) {
    const changes = [{ file, range: schema.range, newText: "'2.0'" }];
    const fix = { title: "Write '2.0'", changes, preferred: true };
    report(reading, "schema", schema.range, "'schema' must be the text '2.0', in quotes.", fix);
  } else {
    const at = root.range.start;
    const changes = [{ file, range: { start: at, end: at }, newText: "schema: '2.0'\n" }];
    const fix = { title: "Add schema: '2.0'", changes, preferred: true };
    const first = root.entries[0]?.key.range ?? root.range;
    report(reading, "schema", first, "dvc.lock has no 'schema'. Add schema: '2.0' as its first line.", fix);
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

function keepStorage(entry: LockEntry, before: LockEntry | undefined): LockEntry {
  const keep = (items: readonly LockItem[], earlier: readonly LockItem[] | undefined): LockItem[] =>
    items.map((item) => {
      const same = earlier?.find(
        (old) => old.path === item.path && old.md5 === item.md5 && old.md5 !== undefined,
      );
      return same?.other && !item.other ? { ...item, other: same.other } : item;
    });
  return { ...entry, deps: keep(entry.deps, before?.deps), outs: keep(entry.outs, before?.outs) };
}

/** Puts an entry into the text of a file that was found to be valid. */
function splice({ text, root }: Document, name: string, value: Mapping): string {
  const printed = printYaml(new Map([[name, value]]));
  if (root?.kind !== "map") return `${withLineEnd(text)}schema: '2.0'\nstages:\n${indented(printed, 2)}`;
  const stages = find(root, "stages");
  const isFlow = (node: Node): boolean => text[node.range.start] === "{";
  if (!stages && !isFlow(root)) return `${withLineEnd(text)}stages:\n${indented(printed, 2)}`;
  const first = stages?.kind === "map" ? stages.entries[0] : undefined;
  if (stages?.kind !== "map" || !first || isFlow(stages)) return rewritten(root, name, value);

  const block = indented(printed, first.key.range.start - lineStart(text, first.key.range.start));
  const old = stages.entries.find((entry) => entry.key.value === name);
  if (!old) {
    const end = lineEnd(text, stages.range.end);
    return withLineEnd(text.slice(0, end)) + block + text.slice(end);
  }
  const start = lineStart(text, old.key.range.start);
  const end = lineEnd(text, old.value.range.end);
  // An anchor that other entries refer to would go with the entry; an alias stands elsewhere.
  const isShared = old.value.range.start < old.key.range.end || /[:-]\s+&\S/.test(text.slice(start, end));
  return isShared ? rewritten(root, name, value) : text.slice(0, start) + block + text.slice(end);
}

/** The whole file anew, for one that is written in JSON's style or with anchors. Comments are lost. */
function rewritten(root: MapNode, name: string, value: Mapping): string {
  const file = new Map<Scalar, Value>(root.entries.map((entry) => [entry.key.value, toValue(entry.value)]));
  const stages = file.get("stages");
  file.set("stages", new Map([...(isMapping(stages) ? stages : []), [name, value]]));
  return printYaml(file);
}

function indented(block: string, by: number): string {
  return block.replace(/^(?=.)/gm, " ".repeat(by));
}

function withLineEnd(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

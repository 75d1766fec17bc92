import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { temporaryBeside, writeSynced } from "#core/data/atomic-write";
import { namesInSync } from "#core/data/list-folder";
import { canonicalJson } from "#core/pipeline/python/canonical-json";
import { lockEntryValue } from "#core/pipeline/lock/lock-file";
import type { LockEntry } from "#core/pipeline/lock/lock-model";
import type { ScalarNode } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import { readLockEntry } from "#core/pipeline/lock/read-lock-entry";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

/**
 * DVC's record of what stages made of which inputs, `runs/` in the cache. Which stages may use it is the caller's
 * business: a command, at least one dependency and one output, nothing that runs always, nothing that persists.
 */
export interface RunCache {
  /**
   * What an earlier run with the same command and inputs recorded; the newest where there are several. Only the paths of
   * the entry's outputs count. Always undefined where DVC's key does not tell the inputs apart.
   */
  find(entry: LockEntry): Promise<LockEntry | undefined>;
  /** Keeps what a run made; one that is there already becomes the newest. */
  save(entry: LockEntry): Promise<void>;
}

/** Opens the run cache of the cache in a directory. */
export function openRunCache(cacheDir: string): RunCache {
  const folderOf = (key: string): string => join(cacheDir, "runs", key.slice(0, 2), key);
  return {
    async find(entry) {
      if (hasBlindParameter(entry)) return undefined;
      const folder = folderOf(runKey(entry));
      for (const file of newestFirst(folder)) {
        const found = readEntry(file, readFileSync(file, "utf8"));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async save(entry) {
      const file = join(folderOf(runKey(entry)), runValue(entry));
      mkdirSync(dirname(file), { recursive: true });
      const temporary = temporaryBeside(file);
      try {
        await writeSynced(temporary, printYaml(lockEntryValue(entry), 0));
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    },
  };
}

/** What the inputs of a run are filed under: command, dependencies, parameters, and the names of the outputs. */
export function runKey(entry: LockEntry): string {
  const value = new Map(lockEntryValue(entry));
  const outs = value.get("outs");
  if (isList(outs))
    value.set(
      "outs",
      outs.map((item) => (isMapping(item) ? (item.get("path") ?? null) : item)),
    );
  return hashOf(value);
}

/** The name of the record itself: as the key, but with what the outputs were. */
export function runValue(entry: LockEntry): string {
  return hashOf(lockEntryValue(entry));
}

function hashOf(value: Value): string {
  return createHash("sha256")
    .update(canonicalJson(stripped(value)))
    .digest("hex");
}

const blindKeys: readonly Scalar[] = ["size", "nfiles"];

/** DVC drops sizes from what it hashes, at any depth: so parameters of these names too. */
function stripped(value: Value): Value {
  if (isList(value)) return value.map(stripped);
  if (!isMapping(value)) return value;
  const kept = [...value].filter(([key]) => !blindKeys.includes(key));
  return new Map(kept.map(([key, item]) => [key, stripped(item)]));
}

/** True when DVC gives runs the same key that differ in a parameter: then its answer may be that of another run. */
function hasBlindParameter(entry: LockEntry): boolean {
  const isBlind = (value: Value): boolean =>
    isList(value)
      ? value.some(isBlind)
      : isMapping(value) && [...value].some(([key, item]) => blindKeys.includes(key) || isBlind(item));
  return [...entry.params.values()].some((values: Mapping) => isBlind(values));
}

function newestFirst(folder: string): string[] {
  const files = namesInSync(folder)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => join(folder, name))
    .map((file) => ({ file, time: statSync(file).mtimeMs }));
  return files.toSorted((a, b) => b.time - a.time).map(({ file }) => file);
}

/** A record is an entry of dvc.lock without the name of the stage. Undefined for one that is damaged. */
function readEntry(file: string, text: string): LockEntry | undefined {
  const { root, problems } = parseYaml(file, text);
  if (root === undefined) return undefined;
  const reading = { file, problems: [...problems] };
  const key: ScalarNode = { kind: "scalar", value: "stage", style: "plain", range: { start: 0, end: 0 } };
  const entry = readLockEntry({ key, value: root }, reading);
  return reading.problems.some((problem) => problem.severity === "error") ? undefined : entry;
}

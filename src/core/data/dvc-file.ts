import { checkDvcFile } from "#core/pipeline/dvcfile/check-dvc-file";
import type { Recorded } from "#core/pipeline/lock/lock-model";
import { storageOf } from "#core/pipeline/lock/lock-storage";
import { childOf } from "#core/pipeline/map-entries";
import type { MapNode, Node } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import type { Problem } from "#core/pipeline/problem";
import { folderOf, resolvePath } from "#core/pipeline/repository-path";
import { textOrDigits } from "#core/pipeline/lock/text-or-digits";
import { toValue } from "#core/pipeline/to-value";
import { isEmptyInPython } from "#core/pipeline/python/python-equality";
import { isMapping } from "#core/pipeline/value";

import { dvcFileHash } from "./dvc-file-hash.ts";

/** Data that a `.dvc` file tracks. */
export interface TrackedData extends Recorded {
  /** Repository-relative, with `/`. */
  readonly path: string;
  /** False with `cache: false`: then Git keeps the data, not the cache. */
  readonly cache: boolean;
  readonly push: boolean;
  readonly persist: boolean;
  /** The remote of this output, where it is not the repository's. */
  readonly remote?: string;
}

/** What imported data came from. */
interface DataOrigin extends Recorded {
  /** Repository-relative, with `/`, or absolute. */
  readonly path: string;
}

/** One `.dvc` file. */
export interface DvcFile {
  readonly file: string;
  /** Repository-relative: what its paths are relative to. */
  readonly folder: string;
  readonly outs: readonly TrackedData[];
  /** Files and folders of this machine that the data came from, as they were. */
  readonly deps: readonly DataOrigin[];
  /** Nobody looks whether what the data came from is as it was. */
  readonly isFrozen: boolean;
  /** The hash that the file has of itself is not its hash, or not any more: it was edited by hand. */
  readonly isEdited: boolean;
  /** It counts as changed, whatever changed or did not. */
  readonly alwaysChanged: boolean;
  /** It comes from another repository, by `import`. */
  readonly isImported: boolean;
  readonly problems: readonly Problem[];
}

/** Reads a `.dvc` file: what it tracks. Never throws; an output that cannot be understood is told as a problem. */
export function parseDvcFile(file: string, text: string): DvcFile {
  const document = parseYaml(file, text);
  const { root } = document;
  const problems = checkDvcFile(document);
  const nothing: DvcFile = {
    file,
    folder: folderOf(file),
    outs: [],
    deps: [],
    isFrozen: false,
    isEdited: false,
    alwaysChanged: false,
    isImported: false,
    problems,
  };
  if (root === undefined || isEmptyInPython(toValue(root))) return nothing;
  if (root.kind !== "map") return nothing;
  const folder = resolvePath(folderOf(file), textOf(childOf(root, "wdir")) ?? ".");
  const listed = childOf(root, "outs");
  if (listed === undefined || toValue(listed) === null) return nothing;
  const items = listed.kind === "list" ? listed.items : [];
  const outs = items.flatMap((item) => {
    const path = item.kind === "map" ? textOf(childOf(item, "path")) : undefined;
    return item.kind === "map" && path !== undefined ? [readOutput(item, resolvePath(folder, path))] : [];
  });
  const deps = dependenciesOf(root);
  return {
    file,
    folder,
    outs,
    deps: deps.flatMap((item) => readOrigin(item, folder)),
    isFrozen: toValue(childOf(root, "frozen")) === true,
    isEdited: isEdited(root, deps, items.length),
    alwaysChanged: toValue(childOf(root, "always_changed")) === true,
    isImported: deps.some((item) => childOf(item, "repo") !== undefined),
    problems,
  };
}

function dependenciesOf(root: MapNode): readonly MapNode[] {
  const deps = childOf(root, "deps");
  return deps?.kind === "list" ? deps.items.filter((item) => item.kind === "map") : [];
}

/** Of an import, which is what has one dependency and one output, DVC expects a hash in the file, and of others none. */
function isEdited(root: MapNode, deps: readonly MapNode[], outs: number): boolean {
  const content = deps.length === 1 && outs === 1 ? toValue(root) : undefined;
  const hash = isMapping(content) ? dvcFileHash(content) : undefined;
  return textOf(childOf(root, "md5")) !== hash;
}

/** Data of other repositories and of databases is not on this machine. */
function readOrigin(item: MapNode, folder: string): DataOrigin[] {
  const path = textOf(childOf(item, "path"));
  const isElsewhere = ["repo", "db"].some((key) => childOf(item, key) !== undefined);
  return path === undefined || isElsewhere
    ? []
    : [{ path: resolvePath(folder, path), ...readRecorded(item) }];
}

function readRecorded(item: MapNode): Recorded {
  const hash = textOf(childOf(item, "hash"));
  const md5 = textOf(childOf(item, "md5"));
  const size = toValue(childOf(item, "size"));
  const nfiles = toValue(childOf(item, "nfiles"));
  const other = storageOf(item);
  return {
    ...(hash !== undefined && { hash }),
    ...(md5 !== undefined && { md5 }),
    ...(typeof size === "bigint" && { size }),
    ...(typeof nfiles === "bigint" && { nfiles }),
    ...(toValue(childOf(item, "isexec")) === true && { isexec: true }),
    ...(other && { other }),
  };
}

function readOutput(item: MapNode, path: string): TrackedData {
  const remote = textOf(childOf(item, "remote"));
  return {
    path,
    cache: toValue(childOf(item, "cache")) !== false,
    push: toValue(childOf(item, "push")) !== false,
    persist: toValue(childOf(item, "persist")) === true,
    ...(remote !== undefined && { remote }),
    ...readRecorded(item),
  };
}

function textOf(node: Node | undefined): string | undefined {
  return textOrDigits(toValue(node));
}

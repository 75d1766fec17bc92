import { isPipelineFile } from "#core/pipeline/dvc-file-names";
import { closest } from "#core/pipeline/did-you-mean";
import type { Recorded } from "#core/pipeline/lock/lock-model";
import { storageOf } from "#core/pipeline/lock/lock-storage";
import { childOf } from "#core/pipeline/map-entries";
import type { MapNode, Node } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import type { Problem } from "#core/pipeline/problem";
import { pythonText } from "#core/pipeline/python/python-text";
import { folderOf, resolvePath } from "#core/pipeline/repository-path";
import { textOrDigits } from "#core/pipeline/lock/text-or-digits";
import { toValue } from "#core/pipeline/to-value";
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
  /** The hash that the file has of itself is not its hash any more: it was edited by hand. */
  readonly isEdited: boolean;
  /** It comes from another repository, by `import`. */
  readonly isImported: boolean;
  readonly problems: readonly Problem[];
}

/** What DVC knows of a `.dvc` file, and of an output in it; with anything else it refuses the file. */
const fileKeys = "md5 wdir deps outs locked frozen meta always_changed desc".split(" ");
const outputKeys = [
  "path hash md5 etag checksum size nfiles isexec version_id files cloud fs_config",
  "cache persist push remote desc type labels meta",
].flatMap((keys) => keys.split(" "));

/** Reads a `.dvc` file: what it tracks. Never throws; an output that cannot be understood is told as a problem. */
export function parseDvcFile(file: string, text: string): DvcFile {
  const { root, problems: syntax } = parseYaml(file, text);
  const problems = [...syntax];
  const report = (node: Node, message: string, code = "data/wrong-type"): void => {
    problems.push({ code, severity: "error", file, range: node.range, message });
  };
  const refuseUnknown = (map: MapNode, known: readonly string[]): void => {
    for (const { key } of map.entries) {
      const name = pythonText(key.value);
      if (known.includes(name)) continue;
      const near = closest(name, known);
      const hint = near === undefined ? "remove it." : `did you mean '${near}'?`;
      const message = `DVC refuses '${name}' here; ${hint}`;
      problems.push({ code: "data/unknown-key", severity: "error", file, range: key.range, message });
    }
  };
  const nothing: DvcFile = {
    file,
    folder: folderOf(file),
    outs: [],
    deps: [],
    isFrozen: false,
    isEdited: false,
    isImported: false,
    problems,
  };
  if (root === undefined || toValue(root) === null) return nothing;
  if (root.kind !== "map") {
    report(root, "A .dvc file must be a mapping with 'outs' in it.");
    return nothing;
  }
  refuseUnknown(root, fileKeys);
  const folder = resolvePath(folderOf(file), textOf(childOf(root, "wdir")) ?? ".");
  const listed = childOf(root, "outs");
  if (listed === undefined || toValue(listed) === null) return nothing;
  if (listed.kind !== "list") report(listed, "'outs' must be a list of mappings with 'path' in them.");
  const items = listed.kind === "list" ? listed.items : [];
  const outs = items.flatMap((item) => {
    if (item.kind === "map") refuseUnknown(item, outputKeys);
    const named = item.kind === "map" ? childOf(item, "path") : undefined;
    const path = textOf(named);
    if (item.kind === "map" && named !== undefined && path !== undefined) {
      const output = readOutput(item, resolvePath(folder, path));
      if (isPipelineFile(output.path) || output.path.endsWith(".dvc"))
        report(named, `'${path}' is a file of DVC's own: it cannot be an output.`, "dvc/output-is-dvcfile");
      return [output];
    }
    report(item, "An item of 'outs' must be a mapping with 'path' in it.");
    return [];
  });
  const deps = dependenciesOf(root);
  return {
    file,
    folder,
    outs,
    deps: deps.flatMap((item) => readOrigin(item, folder)),
    isFrozen: toValue(childOf(root, "frozen")) === true,
    isEdited: isEdited(root),
    isImported: deps.some((item) => childOf(item, "repo") !== undefined),
    problems,
  };
}

function dependenciesOf(root: MapNode): readonly MapNode[] {
  const deps = childOf(root, "deps");
  return deps?.kind === "list" ? deps.items.filter((item) => item.kind === "map") : [];
}

function isEdited(root: MapNode): boolean {
  const own = textOf(childOf(root, "md5"));
  const content = own === undefined ? undefined : toValue(root);
  return isMapping(content) && dvcFileHash(content) !== own;
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

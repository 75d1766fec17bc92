import { closest } from "../did-you-mean.ts";
import { isPipelineFile } from "../dvc-file-names.ts";
import { textOrDigits } from "../lock/text-or-digits.ts";
import { childOf, textOf } from "../map-entries.ts";
import type { Document, MapNode, Node } from "../node.ts";
import type { Fix, Problem, Range, Severity } from "../problem.ts";
import { isEmptyInPython } from "../python/python-equality.ts";
import { pythonText } from "../python/python-text.ts";
import { toValue } from "../to-value.ts";
import { isList, isMapping } from "../value.ts";
import {
  dependencyShape,
  fileShape,
  type KeyTable,
  outputShape,
  repositoryShape,
  type ValueKind,
} from "./dvc-file-shape.ts";

/** What the checks of one `.dvc` file share. */
interface Reading {
  readonly file: string;
  readonly problems: Problem[];
}

interface Told {
  readonly code: string;
  readonly range: Range;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
}

/**
 * What is wrong with a `.dvc` file by itself: its syntax, its shape, its hashes, and an import whose version nobody wrote
 * down. An error is what DVC refuses.
 */
export function checkDvcFile({ file, root, problems: syntax }: Document): Problem[] {
  const reading: Reading = { file, problems: [...syntax] };
  if (root === undefined || isEmptyInPython(toValue(root))) return reading.problems;
  if (root.kind !== "map") {
    refuse(reading, root, "A .dvc file must be a mapping with 'outs' in it.");
    return reading.problems;
  }
  checkMap(root, fileShape, "a .dvc file", reading);
  for (const [section, shape] of [["outs", outputShape] as const, ["deps", dependencyShape] as const]) {
    const listed = childOf(root, section);
    for (const item of listed?.kind === "list" ? listed.items : []) {
      checkItem(item, section, shape, reading);
    }
  }
  return reading.problems;
}

function checkItem(item: Node, section: string, shape: KeyTable, reading: Reading): void {
  const isPlaced =
    childOf(item, "path") !== undefined || (section === "deps" && childOf(item, "db") !== undefined);
  if (item.kind !== "map" || !isPlaced) {
    refuse(reading, item, `An item of '${section}' must be a mapping with 'path' in it.`);
    return;
  }
  checkMap(item, shape, `an item of '${section}'`, reading);
  if (section === "outs") checkOutputName(childOf(item, "path"), reading);
  const repository = section === "deps" ? childOf(item, "repo") : undefined;
  if (repository?.kind === "map") checkRepository(repository, reading);
}

/** A folder before the name does not change what the file is called. */
function checkOutputName(path: Node | undefined, reading: Reading): void {
  const name = textOf(path);
  if (path === undefined || name === undefined) return;
  if (!isPipelineFile(name) && !name.endsWith(".dvc")) return;
  report(reading, {
    code: "dvc/output-is-dvcfile",
    range: path.range,
    message: `'${name}' is a file of DVC's own: it cannot be an output.`,
  });
}

function checkRepository(repository: MapNode, reading: Reading): void {
  checkMap(repository, repositoryShape, "'repo'", reading);
  const url = childOf(repository, "url");
  if (url === undefined) {
    refuse(reading, repository, "'repo' has no 'url': say which repository the data is from.");
  } else if (childOf(repository, "rev_lock") === undefined) {
    report(reading, {
      code: "dvcfile/unlocked-import",
      severity: "information",
      range: url.range,
      message: `This import records no commit of '${textOf(url) ?? "its repository"}': everybody gets what is there on that day. \`trainyard update\` records one.`,
    });
  }
}

function checkMap(map: MapNode, shape: KeyTable, where: string, reading: Reading): void {
  for (const { key, value } of map.entries) {
    const name = pythonText(key.value);
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) refuseKey(key.range, name, Object.keys(shape), { where, reading });
    else if (kind === "hash") checkHash(value, name, reading);
    else if (!isKind(value, kind)) refuse(reading, value, `'${name}' must be ${nameOf(kind)}.`);
  }
}

function refuseKey(
  range: Range,
  name: string,
  known: readonly string[],
  { where, reading }: { readonly where: string; readonly reading: Reading },
): void {
  const near = closest(name, known);
  const hint = near === undefined ? "Remove it." : `Did you mean '${near}'?`;
  const change = { file: reading.file, range, newText: near ?? "" };
  report(reading, {
    code: "dvcfile/unknown-key",
    range,
    message: `DVC refuses '${name}' in ${where}. ${hint}`,
    ...(near !== undefined && {
      fixes: [{ title: `Change to '${near}'`, changes: [change], preferred: true }],
    }),
  });
}

/** DVC refuses fewer than three characters, and takes any others for a hash that no data has. */
function checkHash(node: Node, name: string, reading: Reading): void {
  const value = toValue(node);
  const hash = textOrDigits(value);
  if (value === null || value === "") return;
  if (hash === undefined || hash.length < 3) {
    report(reading, {
      code: "dvcfile/bad-hash",
      range: node.range,
      message: "A hash must be text of at least three characters: restore it from Git.",
    });
  } else if (name === "md5" && !/^[0-9a-f]{32}(\.dir)?$/.test(hash)) {
    report(reading, {
      code: "dvcfile/bad-hash",
      severity: "warning",
      range: node.range,
      message:
        "This is not an MD5 hash (32 of 0-9 and a-f, then '.dir' for a folder), and no data has it: restore it from Git.",
    });
  }
}

/** Whether a value is of a kind. What is empty counts as absent where DVC says so: `outs:`, `deps:` and `wdir:`. */
function isKind(node: Node, kind: ValueKind): boolean {
  const value = toValue(node);
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "folder":
      return typeof value === "string" || value === null;
    case "flag":
      return typeof value === "boolean";
    case "whole":
      return typeof value === "bigint";
    case "texts":
      return isList(value) && value.every((item) => typeof item === "string");
    case "mapping":
      return isMapping(value);
    case "list":
      return isList(value) || value === null;
    case "hash":
    case "any":
      return true;
  }
}

function nameOf(kind: ValueKind): string {
  const names: Readonly<Record<ValueKind, string>> = {
    text: "text",
    folder: "text",
    flag: "true or false",
    whole: "a whole number",
    texts: "a list of texts",
    mapping: "a mapping",
    list: "a list of mappings with 'path' in them",
    hash: "a hash",
    any: "a value",
  };
  return names[kind];
}

function refuse(reading: Reading, node: Node, message: string): void {
  report(reading, { code: "dvcfile/wrong-type", range: node.range, message });
}

function report({ file, problems }: Reading, told: Told): void {
  problems.push({ severity: "error", file, ...told });
}

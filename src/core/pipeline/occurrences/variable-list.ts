import { entriesOf, itemsOf } from "../map-entries.ts";
import type { Node, ScalarNode } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { resolvePath } from "../repository-path.ts";
import { addName, type Collector, innerRange, wants } from "./collector.ts";
import { collectKeys } from "./names-in-values.ts";
import type { Named } from "./occurrence.ts";

/** Adds what a `vars` list names: keys that it defines, files, and the keys that it takes of a file. */
export function collectVariableList(
  collector: Collector,
  list: Node | undefined,
  folder: string | undefined,
  nameOf: (path: readonly string[]) => Named,
): void {
  for (const item of itemsOf(list)) {
    if (!wants(collector, item.range)) continue;
    if (item.kind === "map") collectKeys(collector, item, "definition", nameOf);
    if (item.kind === "scalar" && folder !== undefined) addImport(collector, item, folder);
  }
}

/** `configs/params.json:train,seed` */
function addImport(collector: Collector, node: ScalarNode, folder: string): void {
  const [path = "", ...rest] = pythonText(node.value).split(":");
  const file = resolvePath(folder, path);
  const inner = innerRange(node, collector.document.text);
  const partOf = (start: number, length: number) =>
    inner === undefined
      ? { range: node.range, exact: false }
      : { range: { start: inner.start + start, end: inner.start + start + length }, exact: true };
  const naming = { named: { kind: "path", path: file }, role: "use", folder } as const;
  addName(collector, node, naming, rest.length === 0 ? undefined : partOf(0, path.length));
  let start = path.length + 1;
  for (const key of rest.length === 0 ? [] : rest.join(":").split(",")) {
    const named: Named = { kind: "parameter", file, path: [key] };
    if (key !== "") addName(collector, node, { named, role: "use" }, partOf(start, key.length));
    start += key.length + 1;
  }
}

/** The names that a stage's own `vars` define, by their first part, and the file of those that a file has. */
export function namesInList(
  list: Node | undefined,
  folder: string,
  keysOf: (file: string) => readonly string[],
): { readonly inline: readonly string[]; readonly imported: ReadonlyMap<string, string> } {
  const inline: string[] = [];
  const imported = new Map<string, string>();
  for (const item of itemsOf(list)) {
    for (const { key } of entriesOf(item)) inline.push(pythonText(key.value));
    if (item.kind !== "scalar") continue;
    const [path = "", ...rest] = pythonText(item.value).split(":");
    const file = resolvePath(folder, path);
    const chosen = rest.join(":").split(",").filter(Boolean);
    for (const key of chosen.length > 0 ? chosen : keysOf(file)) imported.set(key, file);
  }
  return { inline, imported };
}

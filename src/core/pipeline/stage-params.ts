import { type FileContext, report } from "./file-context.ts";
import { itemsOf } from "./map-entries.ts";
import type { ParamsDependency } from "./model.ts";
import type { Node, ScalarNode } from "./node.ts";
import type { Range } from "./problem.ts";
import { pythonText } from "./python-text.ts";
import { resolvePath } from "./repository-path.ts";

interface Wanted {
  readonly range: Range;
  readonly keys: Map<string, Range>;
  isWhole: boolean;
}

/**
 * The parameters of a stage by file: a text is a key of params.yaml, a mapping has keys by file. A file without keys is
 * wanted as a whole, and that wins over keys of the same file.
 */
export function readParams(
  section: Node | undefined,
  folder: string,
  context: FileContext,
): ParamsDependency[] {
  const byFile = new Map<string, Wanted>();
  const wantedOf = (file: string, range: Range): Wanted => {
    const wanted = byFile.get(file) ?? { range, keys: new Map<string, Range>(), isWhole: false };
    byFile.set(file, wanted);
    return wanted;
  };
  for (const item of itemsOf(section)) {
    if (item.kind === "scalar") {
      addKey(wantedOf("params.yaml", item.range), item, context);
    } else if (item.kind === "map") {
      for (const { key, value } of item.entries) {
        if (typeof key.value === "string") addFile(wantedOf(key.value, key.range), value, context);
        else refuse("A parameter file", key, context);
      }
    }
  }
  return [...byFile].map(([text, { range, keys, isWhole }]) => ({
    text,
    path: resolvePath(folder, text),
    range,
    keys: isWhole ? undefined : [...keys].map(([key, keyRange]) => ({ key, range: keyRange })),
  }));
}

function addKey(wanted: Wanted, node: ScalarNode, context: FileContext): void {
  if (typeof node.value === "string") {
    if (!wanted.keys.has(node.value)) wanted.keys.set(node.value, node.range);
    return;
  }
  refuse("A parameter", node, context);
}

function refuse(what: string, { value, range }: ScalarNode, context: FileContext): void {
  const message = `${what} is named by text: this is ${pythonText(value)}.`;
  report(context, { code: "dvc/expected-string", message, range });
}

function addFile(wanted: Wanted, value: Node, context: FileContext): void {
  const items = itemsOf(value);
  const isEmpty = value.kind === "scalar" && value.value === null;
  if (isEmpty || (value.kind === "list" && items.length === 0)) wanted.isWhole = true;
  for (const item of items) {
    if (item.kind === "scalar") wanted.keys.set(pythonText(item.value), item.range);
    else
      report(context, {
        code: "dvc/expected-string",
        message: "A parameter is named by text.",
        range: item.range,
      });
  }
}

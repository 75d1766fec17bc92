import { type FileContext, report } from "./file-context.ts";
import { tellJoinedItems } from "./joined-items.ts";
import { itemsOf } from "./map-entries.ts";
import type { ParamsDependency, PathReference } from "./model.ts";
import type { Node, ScalarNode } from "./node.ts";
import { isToldEmpty, readPath, type StageFolder } from "./stage-paths.ts";
import type { Range } from "./problem.ts";
import { pythonText } from "./python/python-text.ts";

const defaultFile = "params.yaml";

interface Wanted {
  readonly file: PathReference;
  readonly keys: { readonly key: string; readonly range: Range }[];
  isWhole: boolean;
}

/**
 * The parameters of a stage by file: a text is a key of params.yaml, a mapping has keys by file. A file without keys is
 * wanted as a whole, and that wins over keys of the same file. A key that is listed twice is there twice, as in DVC.
 */
export function readParams(section: Node | undefined, at: StageFolder): ParamsDependency[] {
  if (section === undefined) return [];
  const byFile = new Map<string, Wanted>();
  const wantedOf = (file: PathReference): Wanted => {
    const wanted = byFile.get(file.text) ?? { file, keys: [], isWhole: false };
    byFile.set(file.text, wanted);
    return wanted;
  };
  for (const item of itemsOf(section)) {
    if (item.kind === "scalar") {
      const file = readPath({ ...item, value: defaultFile }, "dependency", at);
      if (file !== undefined) addKey(wantedOf(file), item, at.context);
    } else if (item.kind === "map") {
      for (const { key, value } of item.entries) {
        const file = readFile(key, at);
        if (file !== undefined) addKeys(wantedOf(file), value, at.context);
      }
    }
  }
  return [...byFile.values()].map(({ file: { text, path, range }, keys, isWhole }) => ({
    text,
    path,
    range,
    keys: isWhole ? undefined : keys,
  }));
}

/** The file that a key of `params` names; empty text is params.yaml, as in DVC. */
function readFile(key: ScalarNode, at: StageFolder): PathReference | undefined {
  if (typeof key.value === "string") {
    return readPath({ ...key, value: key.value || defaultFile }, "dependency", at);
  }
  refuse("A parameter file", key, at.context);
  return undefined;
}

function addKey({ keys }: Wanted, node: ScalarNode, context: FileContext): void {
  if (typeof node.value === "string") {
    tellJoinedItems(node, context);
    keys.push({ key: node.value, range: node.range });
  } else if (!isToldEmpty(node, context)) refuse("A parameter", node, context);
}

function refuse(what: string, { value, range }: ScalarNode, context: FileContext): void {
  const message = `${what} is named by text: this is ${pythonText(value)}.`;
  report(context, { code: "dvc/expected-string", message, range });
}

function addKeys(wanted: Wanted, value: Node, context: FileContext): void {
  const items = itemsOf(value);
  const isEmpty = value.kind === "scalar" && value.value === null;
  if (isEmpty || (value.kind === "list" && items.length === 0)) wanted.isWhole = true;
  for (const item of items) {
    if (item.kind === "scalar") {
      tellJoinedItems(item, context);
      wanted.keys.push({ key: pythonText(item.value), range: item.range });
    } else
      report(context, {
        code: "dvc/expected-string",
        message: "A parameter is named by text.",
        range: item.range,
      });
  }
}

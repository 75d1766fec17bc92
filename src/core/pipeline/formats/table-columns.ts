import { entriesOf, itemsOf } from "../map-entries.ts";
import type { Node } from "../node.ts";
import { pythonText } from "../python/python-text.ts";
import { readValues } from "./read-values.ts";

/** A table that needs more than this for its first rows is not looked at. */
const longestHeader = 20_000;

/** Larger files of values would take long to read for a list of words. */
const longestValues = 1_000_000;

/**
 * The columns of a file that plots draw: the first row of a CSV or TSV file, the keys of the rows in a JSON or YAML file, in
 * whatever list of mappings comes first. Empty where there is none to be seen.
 */
export function tableColumns(path: string, text: string): readonly string[] {
  const suffix = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  if (suffix === "csv" || suffix === "tsv") return headerOf(text, suffix === "csv" ? "," : "\t");
  if (suffix !== "json" && suffix !== "yaml" && suffix !== "yml") return [];
  return text.length > longestValues ? [] : columnsOfRows(readValues(path, text).document.root);
}

function headerOf(text: string, separator: string): readonly string[] {
  const [line = ""] = text
    .slice(0, longestHeader)
    .replace(/^\uFEFF/, "")
    .split(/\r?\n|\r/, 1);
  const columns: string[] = [];
  for (let rest = line; ;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const end = rest.indexOf(separator, quoted?.[0].length ?? 0);
    const cell = end < 0 ? rest : rest.slice(0, end);
    const name = quoted === null ? cell : (quoted[1] ?? "").replaceAll('""', '"');
    if (name !== "") columns.push(name);
    if (end < 0) return columns;
    rest = rest.slice(end + 1);
  }
}

function columnsOfRows(node: Node | undefined): readonly string[] {
  const [row] = itemsOf(node);
  if (row?.kind === "map") return row.entries.map(({ key }) => pythonText(key.value));
  for (const { value } of entriesOf(node)) {
    const found = columnsOfRows(value);
    if (found.length > 0) return found;
  }
  return [];
}

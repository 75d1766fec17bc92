import Papa from "papaparse";

import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping } from "#core/pipeline/value";
import type { Mapping, Value } from "#core/pipeline/value";

/** The data of a plot file as text; numbers of JSON files as Python prints them. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The column that DVC draws when none is named. */
  readonly lastColumn: string | undefined;
}

/** Reads a `.csv` or `.tsv` file. With `columns` the text has no header: it is the rest of a file, or never had one. */
export function readSeparated(
  text: string,
  delimiter: "," | "\t",
  header: boolean,
  columns?: readonly string[],
): DataTable {
  const { data } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true });
  if (columns) return { columns, rows: data, lastColumn: columns.at(-1) };
  const names = header ? (data[0] ?? []) : (data[0] ?? []).map((_, index) => String(index));
  return { columns: names, rows: header ? data.slice(1) : data, lastColumn: names.at(-1) };
}

/**
 * Makes a table of a JSON or YAML file: each list of mappings with the same keys, found at any depth of mappings, gives
 * its keys as columns; several lists are laid side by side, row by row.
 */
export function tableOfValues(values: Value): DataTable {
  const lists = [...listsIn(values)].filter(isDatapoints);
  const columns = [...new Set(lists.flatMap((list) => namesOf(list[0])))];
  const length = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_, row) => columns.map((column) => cellOf(lists, row, column)));
  return { columns, rows, lastColumn: namesOf(lists[0]?.[0]).at(-1) };
}

function* listsIn(value: Value): Generator<readonly Value[]> {
  if (isList(value)) yield value;
  if (!isMapping(value)) return;
  for (const item of value.values()) yield* listsIn(item);
}

function isDatapoints(list: readonly Value[]): list is readonly Mapping[] {
  const [first] = list;
  if (!isMapping(first)) return false;
  return list.every((item) => isMapping(item) && [...item.keys()].every((key) => first.has(key)));
}

function namesOf(row: Mapping | undefined): readonly string[] {
  return [...(row?.keys() ?? [])].map((key) => pythonText(key));
}

/** Where several lists have the same column, the last one has the say. */
function cellOf(lists: readonly (readonly Mapping[])[], row: number, column: string): string {
  for (const list of lists.toReversed()) {
    for (const [key, value] of list[row] ?? []) {
      if (pythonText(key) === column) return isMapping(value) || isList(value) ? "" : pythonText(value);
    }
  }
  return "";
}

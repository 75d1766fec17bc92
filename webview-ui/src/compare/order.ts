import type { CompareSort, Row } from "#protocol/compare";
import { cellNumber } from "./format.ts";
import type { CompareModel } from "./model.ts";
import { stateTexts } from "./row-states.ts";

/** A row where the table shows it. */
export interface ShownRow {
  readonly row: Row;
  /** 1 for the workspace and the baselines, 2 for experiments of a baseline. */
  readonly level: 1 | 2;
  /** Whether its experiments are shown; undefined when it has none. */
  readonly expanded?: boolean;
}

export interface RowsWanted {
  readonly sort: CompareSort | undefined;
  readonly filter: string;
  readonly collapsed: readonly string[];
}

interface Group {
  readonly head: Row;
  readonly children: readonly Row[];
}

type SortValue = number | string | undefined;

/**
 * The rows in the order in which they are shown. Sorting keeps experiments below their baseline and orders the baselines
 * by the first of their experiments, so that the first of all is on top; the workspace stays first, missing values last.
 * A filter keeps what holds all of its words, and the baselines above it; what it finds is shown unfolded.
 */
export function shownRows(model: CompareModel, wanted: RowsWanted): readonly ShownRow[] {
  const words = wanted.filter.toLowerCase().split(/\s+/).filter(Boolean);
  let groups = groupsOf(model);
  if (words.length > 0) groups = filterGroups(groups, words, model);
  if (wanted.sort) groups = sortGroups(groups, wanted.sort);
  const folded = words.length > 0 ? new Set<string>() : new Set(wanted.collapsed);
  const shown: ShownRow[] = [];
  for (const { head, children } of groups) {
    const expanded = !folded.has(head.id);
    shown.push(children.length > 0 ? { row: head, level: 1, expanded } : { row: head, level: 1 });
    if (expanded) for (const row of children) shown.push({ row, level: 2 });
  }
  return shown;
}

function groupsOf(model: CompareModel): readonly Group[] {
  const groups = new Map<string, { head: Row; children: Row[] }>();
  for (const id of model.order) {
    const row = model.rows.get(id);
    if (row === undefined) continue;
    const group = row.parent === undefined ? undefined : groups.get(row.parent);
    if (group) group.children.push(row);
    else groups.set(id, { head: row, children: [] });
  }
  return [...groups.values()];
}

function filterGroups(
  groups: readonly Group[],
  words: readonly string[],
  model: CompareModel,
): readonly Group[] {
  const matches = (row: Row) => {
    const text = searchText(row, model).toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups.flatMap(({ head, children }) => {
    const found = children.filter(matches);
    return found.length > 0 || matches(head) ? [{ head, children: found }] : [];
  });
}

/** What the filter looks in: name, state (as shown and as DVC calls it), and `key=value` of each cell. */
function searchText(row: Row, model: CompareModel): string {
  const cells = model.columns.map((column) => {
    const cell = row.cells[column.id];
    return cell ? `${column.key}=${cell.text}` : "";
  });
  return `${row.name} ${row.state} ${stateTexts[row.state]} ${cells.join(" ")}`;
}

function sortGroups(groups: readonly Group[], sort: CompareSort): readonly Group[] {
  const compare = rowOrder(sort);
  const sorted = groups.map(({ head, children }) => ({ head, children: children.toSorted(compare) }));
  return sorted.toSorted((a, b) => {
    const pinned = Number(b.head.state === "workspace") - Number(a.head.state === "workspace");
    return pinned || compare(a.children[0] ?? a.head, b.children[0] ?? b.head);
  });
}

function rowOrder(sort: CompareSort): (a: Row, b: Row) => number {
  const texts = new Intl.Collator("en", { numeric: true });
  const direction = sort.descending ? -1 : 1;
  return (a, b) => {
    const left = sortValue(a, sort.column);
    const right = sortValue(b, sort.column);
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    if (typeof left === "number" && typeof right === "number") return direction * (left - right);
    return direction * texts.compare(String(left), String(right));
  };
}

function sortValue(row: Row, column: string): SortValue {
  if (column === "name") return row.name;
  if (column === "time") return row.time;
  if (column === "seconds") return row.seconds;
  if (column === "step") return row.step;
  const cell = row.cells[column];
  return cellNumber(cell) ?? cell?.text;
}

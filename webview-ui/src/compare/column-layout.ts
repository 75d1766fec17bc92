import type { ShownColumn } from "./columns.ts";

/** A column with the place that the table gives it, in pixels from the left edge of the table's content. */
export interface PlacedColumn {
  readonly column: ShownColumn;
  /** Counted from 1, the column of names being 0. */
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

/** A heading over neighbouring columns of one group. */
export interface PlacedGroup {
  readonly name: string;
  readonly first: number;
  readonly left: number;
  readonly width: number;
}

/** Places all columns one after the other, right of the column of names. */
export function placeColumns(columns: readonly ShownColumn[], nameWidth: number): readonly PlacedColumn[] {
  let left = nameWidth;
  return columns.map((column, at) => {
    const placed = { column, index: at + 1, left, width: column.width };
    left += column.width;
    return placed;
  });
}

/** Gathers neighbours of the same group. */
export function placeGroups(placed: readonly PlacedColumn[]): readonly PlacedGroup[] {
  const groups: PlacedGroup[] = [];
  for (const { column, index, left, width } of placed) {
    const last = groups.at(-1);
    if (last?.name === column.group) groups[groups.length - 1] = { ...last, width: last.width + width };
    else groups.push({ name: column.group, first: index, left, width });
  }
  return groups;
}

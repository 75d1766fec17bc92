import { defaultRangeExtractor, type Range } from "@tanstack/virtual-core";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useVirtualizer } from "../kit/virtualizer.ts";
import { placeColumns, placeGroups } from "./column-layout.ts";
import { moved, type Place } from "./grid-moves.ts";
import { HeaderView } from "./header-view.tsx";
import { RowView } from "./row-view.tsx";
import type { Store } from "./store.ts";
import { tableHandlers } from "./table-handlers.ts";

/** Pixels; the style sheet has the same heights. */
const rowHeight = 24;
const headHeight = 48;
const defaultNameWidth = 260;

/** Pixels that the table takes when it shows all of so many rows, with a line above and room for a scroll bar. */
export function tableHeight(rows: number): number {
  return headHeight + rows * rowHeight + 18;
}

/** Adds one index to those in sight, so that the focused cell stays in the page while it is scrolled away. */
const withIndex = (index: number, count: number) => (range: Range) => {
  const inSight = defaultRangeExtractor(range);
  if (index < 0 || index >= count || inSight.includes(index)) return inSight;
  return [...inSight, index].toSorted((a, b) => a - b);
};

/** The table of experiments: an ARIA tree grid with one focusable cell, of which only what is in sight is in the page. */
export function Table(props: { readonly store: Store }) {
  const { store } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const takeFocus = useRef(false);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const handlers = useMemo(() => tableHandlers(store), [store]);

  const view = store.view.value;
  const rows = store.rows.value;
  const columns = store.columns.value;
  const nameWidth = view.widths["name"] ?? defaultNameWidth;
  const placed = useMemo(() => placeColumns(columns, nameWidth), [columns, nameWidth]);
  const groups = useMemo(() => placeGroups(placed), [placed]);
  const focus: Place = {
    row: Math.min(place.row, rows.length - 1),
    column: Math.min(place.column, columns.length),
  };

  const rowItems = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingEnd: headHeight,
    rangeExtractor: withIndex(focus.row, rows.length),
  });
  const columnItems = useVirtualizer({
    horizontal: true,
    count: placed.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => placed[index]?.width ?? 0,
    overscan: 2,
    scrollPaddingEnd: nameWidth,
    rangeExtractor: withIndex(focus.column - 1, placed.length),
  });
  useLayoutEffect(() => columnItems.measure(), [placed]);

  const columnIndexes = columnItems.getVirtualItems().map((item) => item.index);
  const seen = columnIndexes.join(" ");
  const shown = useMemo(() => columnIndexes.flatMap((index) => placed[index] ?? []), [placed, seen]);

  useLayoutEffect(() => {
    if (!takeFocus.current) return;
    takeFocus.current = false;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-place="${focus.row}:${focus.column}"]`);
    cell?.focus({ preventScroll: true });
  });

  const focusOn = (next: Place) => {
    takeFocus.current = true;
    setPlace(next);
    if (next.row >= 0) rowItems.scrollToIndex(next.row);
    if (next.column > 0) columnItems.scrollToIndex(next.column - 1);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const shownRow = rows[focus.row];
    const used = handlers.key(event, focus, shownRow, columns[focus.column - 1]?.id ?? "name");
    const page = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1,
    );
    const shape = { rows: rows.length, columns: columns.length + 1, page };
    const parent = handlers.parentOf(event, focus, rows);
    const next = parent ?? moved(event.key, event.ctrlKey || event.metaKey, focus, shape);
    if (!used && next === undefined) return;
    event.preventDefault();
    if (!used && next) focusOn(next);
  };

  const onFocusIn = (event: FocusEvent) => {
    const at = event.target instanceof Element && event.target.closest<HTMLElement>("[data-place]");
    const [row, column] = (at ? (at.dataset["place"] ?? "") : "").split(":").map(Number);
    if (row !== undefined && column !== undefined && (row !== focus.row || column !== focus.column)) {
      setPlace({ row, column });
    }
  };

  const last = placed.at(-1);
  const width = last ? last.left + last.width : nameWidth;
  return (
    <div
      ref={scroller}
      class="table"
      role="treegrid"
      aria-label={`Experiments of ${store.model.value?.project ?? ""}`}
      aria-multiselectable
      aria-rowcount={rows.length + 2}
      aria-colcount={columns.length + 1}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      <div class="content" role="presentation" style={{ width: `${width}px` }}>
        <HeaderView
          nameWidth={nameWidth}
          columns={shown}
          groups={groups}
          sort={view.sort}
          focused={focus.row < 0 ? focus.column : undefined}
          handlers={handlers.header}
        />
        <div class="body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
          {rowItems.getVirtualItems().map(({ index, start }) => {
            const shownRow = rows[index];
            return shownRow === undefined ? null : (
              <RowView
                key={shownRow.row.id}
                row={shownRow.row}
                level={shownRow.level}
                expanded={shownRow.expanded}
                index={index}
                top={start}
                nameWidth={nameWidth}
                columns={shown}
                slot={view.slots[shownRow.row.id]}
                alwaysDash={store.colors.value.alwaysDash}
                best={store.best.value === shownRow.row.id}
                focused={focus.row === index ? focus.column : undefined}
                handlers={handlers.row}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <p class="nothing">No rows match the filter.</p> : null}
    </div>
  );
}

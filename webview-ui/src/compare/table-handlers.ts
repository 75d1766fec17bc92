import type { Row } from "#protocol/compare";
import { below, type MenuItem } from "../kit/menu.tsx";
import { columnWidths } from "./columns.ts";
import type { Place } from "./grid-moves.ts";
import type { HeaderHandlers } from "./header-view.tsx";
import type { ShownRow } from "./order.ts";
import { actionsFor } from "./row-actions.ts";
import type { RowHandlers } from "./row-view.tsx";
import type { Store } from "./store.ts";
import { toggled, toggleSort, toggleTick } from "./view-state.ts";

/** What the table does when it is used, made once a table. */
export interface TableHandlers {
  readonly row: RowHandlers;
  readonly header: HeaderHandlers;
  /** Handles the keys that do something with the focused cell; gives whether it was one. */
  key(event: KeyboardEvent, place: Place, row: ShownRow | undefined, column: string): boolean;
  /** Where the left arrow goes from the name of an experiment: to its baseline. */
  parentOf(event: KeyboardEvent, place: Place, rows: readonly ShownRow[]): Place | undefined;
}

export function tableHandlers(store: Store): TableHandlers {
  const row = rowHandlers(store);
  const header = headerHandlers(store);
  return {
    row,
    header,
    key(event, place, shown, column) {
      const cell = event.target instanceof HTMLElement ? event.target : undefined;
      if (cell === undefined) return false;
      if (place.row < 0) return headingKey(event, cell, column, header, store);
      return shown !== undefined && rowKey(event, cell, place, shown, row);
    },
    parentOf(event, place, rows) {
      if (event.key !== "ArrowLeft" || place.column > 0 || rows[place.row]?.level !== 2) return undefined;
      const parent = rows.findLastIndex((shown, at) => at < place.row && shown.level === 1);
      return parent < 0 ? undefined : { row: parent, column: 0 };
    },
  };
}

const isMenuKey = (event: KeyboardEvent) =>
  event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");

function headingKey(
  event: KeyboardEvent,
  cell: HTMLElement,
  column: string,
  header: HeaderHandlers,
  store: Store,
): boolean {
  if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    const width = cell.offsetWidth + (event.key === "ArrowLeft" ? -16 : 16);
    header.resize(column, Math.max(columnWidths.least, Math.min(columnWidths.most, width)));
  } else if (event.key === "Enter" || event.key === " ") header.sort(column);
  else if (isMenuKey(event)) header.openMenu(column, cell);
  else if (event.key === "Delete" && column !== "name") {
    store.change((state) => ({ ...state, hidden: [...state.hidden, column] }));
  } else return false;
  return true;
}

function rowKey(
  event: KeyboardEvent,
  cell: HTMLElement,
  place: Place,
  shown: ShownRow,
  row: RowHandlers,
): boolean {
  const foldsWith = shown.expanded === true ? "ArrowLeft" : "ArrowRight";
  if (event.key === " ") row.tick(shown.row.id);
  else if (event.key === "Enter" || isMenuKey(event)) row.openMenu(shown.row, cell);
  else if (place.column === 0 && shown.expanded !== undefined && event.key === foldsWith)
    row.fold(shown.row.id);
  else return false;
  return true;
}

function rowHandlers(store: Store): RowHandlers {
  return {
    tick: (id) => store.tick((state) => toggleTick(state, id)),
    fold: (id) => store.change((state) => ({ ...state, collapsed: toggled(state.collapsed, id) })),
    openMenu(row, opener, at) {
      if (actionsFor(row.state).length === 0) return;
      const { x, y } = at ?? below(opener);
      const focused =
        opener.closest<HTMLElement>("[data-place]") ?? opener.querySelector<HTMLElement>("[data-place]");
      const opened = { label: `Actions for ${row.name}`, x, y, opener: focused ?? opener };
      store.menu.value = { ...opened, items: () => rowItems(store, row) };
    },
  };
}

function rowItems(store: Store, row: Row): readonly MenuItem[] {
  return actionsFor(row.state).map(({ action, label, icon }) => ({
    label,
    icon,
    choose: () => store.send({ type: "act", action, row: row.id }),
  }));
}

function headerHandlers(store: Store): HeaderHandlers {
  return {
    sort: (column) => store.change((state) => toggleSort(state, column)),
    resize: (column, width) =>
      store.change((state) => ({ ...state, widths: { ...state.widths, [column]: width } })),
    openMenu(column, opener, at) {
      const { x, y } = at ?? below(opener);
      store.menu.value = { label: "Column", x, y, opener, items: () => columnItems(store, column) };
    },
  };
}

function columnItems(store: Store, column: string): readonly MenuItem[] {
  const sortBy = (descending: boolean) => () =>
    store.change((state) => ({ ...state, sort: { column, descending } }));
  const hide: MenuItem = {
    label: "Hide Column",
    icon: "hide",
    choose: () => store.change((state) => ({ ...state, hidden: [...state.hidden, column] })),
  };
  return [
    { label: "Sort Ascending", icon: "ascending", choose: sortBy(false) },
    { label: "Sort Descending", icon: "descending", choose: sortBy(true) },
    ...(column === "name" ? [] : [hide]),
  ];
}

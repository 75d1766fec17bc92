import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { CompareState } from "#protocol/compare";
import { below, type MenuItem } from "../kit/menu.tsx";
import { allColumns } from "./columns.ts";
import { countText } from "./format.ts";
import type { Store } from "./store.ts";
import { toggled } from "./view-state.ts";

/** What a change event of a check box tells. */
export function isChecked(event: Event): boolean {
  return (
    event.currentTarget instanceof HTMLElement &&
    "checked" in event.currentTarget &&
    event.currentTarget.checked === true
  );
}

/** The bar above the table: filter, what is shown, counts. */
export function Toolbar(props: { readonly store: Store }) {
  const { store } = props;
  const { filter, onlyChanged, hidden } = store.view.value;
  const experiments = experimentCount(store);
  const set = (change: Partial<CompareState>) => store.change((state) => ({ ...state, ...change }));
  const onFilter = (event: Event) => {
    const field = event.currentTarget;
    if (field instanceof HTMLElement && "value" in field) set({ filter: String(field.value) });
  };
  const openColumns = (event: MouseEvent & { readonly currentTarget: HTMLElement }) => {
    const opener = event.currentTarget;
    store.menu.value = { label: "Columns", ...below(opener), opener, items: () => columnItems(store) };
  };
  return (
    <div class="toolbar" role="toolbar" aria-label="Table">
      <vscode-textfield
        class="filter"
        type="search"
        label="Filter experiments"
        placeholder="Filter: name, state, lr=0.01"
        value={filter}
        onInput={onFilter}
      />
      <vscode-checkbox
        label="Only changed"
        title="Hide columns that are equal in all rows"
        checked={onlyChanged}
        onChange={(event) => set({ onlyChanged: isChecked(event) })}
      />
      <vscode-button secondary aria-haspopup="menu" onClick={openColumns}>
        Columns{hidden.length > 0 ? ` (${hidden.length} hidden)` : ""}
      </vscode-button>
      <span class="grow" />
      <span class="count" role="status">
        {countsText(store, experiments)}
      </span>
      {experiments === 0 ? null : (
        <vscode-button onClick={() => store.send({ type: "run" })}>Run Experiment</vscode-button>
      )}
    </div>
  );
}

/** How many experiments there are, shown or not. */
export function experimentCount(store: Store): number {
  return [...(store.model.value?.rows.values() ?? [])].filter((row) => row.parent !== undefined).length;
}

function countsText(store: Store, experiments: number): string {
  const { filter, ticked } = store.view.value;
  const ticks = ticked.length === 0 ? "" : `, ${ticked.length} ticked`;
  if (experiments === 0) return "";
  if (filter.trim() === "") return `${countText(experiments, "experiment")}${ticks}`;
  const found = store.rows.value.filter((shown) => shown.level === 2).length;
  return `${found.toLocaleString("en")} of ${countText(experiments, "experiment")}${ticks}`;
}

function columnItems(store: Store): readonly MenuItem[] {
  const model = store.model.value;
  if (model === undefined) return [];
  const { hidden } = store.view.value;
  let group: string | undefined;
  const items = allColumns(model).map((column): MenuItem => {
    const heads = column.group !== group;
    group = column.group;
    return {
      label: column.heading,
      checked: !hidden.includes(column.id),
      ...(heads ? { section: column.group } : {}),
      choose: () => store.change((state) => ({ ...state, hidden: toggled(state.hidden, column.id) })),
    };
  });
  const all: MenuItem = {
    label: "Show All",
    choose: () => store.change((state) => ({ ...state, hidden: [] })),
  };
  return hidden.length > 0 ? [all, ...items] : items;
}

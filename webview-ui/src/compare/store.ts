import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isToCompare, readCompareState } from "#protocol/compare-guards";
import type { CompareState, FromCompare, ToCompare } from "#protocol/compare";
import { type ChartColors, readColors } from "../charts/chart-colors.ts";
import { connectHost } from "../kit/host.ts";
import { sameFields } from "../kit/memo.ts";
import type { OpenMenu } from "../kit/menu.tsx";
import { watchTheme } from "../kit/theme.ts";
import { bestRow } from "./best.ts";
import { sameChart, type ShownChart, shownCharts } from "./charts.ts";
import { type ShownColumn, shownColumns } from "./columns.ts";
import { type CompareModel, keepCurvesOf } from "./model.ts";
import { shownRows, type ShownRow } from "./order.ts";
import { type Known, receive } from "./receive.ts";

/** Where the pointer or the keyboard is in the charts: the step, and the chart that shows the values there. */
interface Hover {
  readonly chart: string;
  readonly step: number;
}

/** All that the compare view shows, and the ways to change it. */
export interface Store {
  /** Undefined until the first snapshot. */
  readonly model: ReadonlySignal<CompareModel | undefined>;
  readonly view: ReadonlySignal<CompareState>;
  readonly failure: Signal<string | undefined>;
  readonly menu: Signal<OpenMenu | undefined>;
  readonly hover: Signal<Hover | undefined>;
  /** Id of the row that the pointer is on in the legend; its curves stand out. */
  readonly emphasis: Signal<string | undefined>;
  /** Of the colour theme that is on. */
  readonly colors: ReadonlySignal<ChartColors>;
  readonly columns: ReadonlySignal<readonly ShownColumn[]>;
  readonly rows: ReadonlySignal<readonly ShownRow[]>;
  readonly best: ReadonlySignal<string | undefined>;
  readonly charts: ReadonlySignal<readonly ShownChart[]>;
  /** Changes what the view keeps through a reload. */
  readonly change: (to: (state: CompareState) => CompareState) => void;
  /** Changes the ticks and tells the host. */
  readonly tick: (to: (state: CompareState) => CompareState) => void;
  readonly send: (message: FromCompare) => void;
}

/** Connects to the host, takes up what an earlier view left, and says that it is ready. */
export function createStore(): Store {
  const model = signal<CompareModel | undefined>(undefined);
  const failure = signal<string | undefined>(undefined);
  const colors = signal(readColors(document.body));
  // Rows whose curves were asked for: until they come, every patch of such a row would ask again.
  const asked = new Set<string>();

  const take = (message: ToCompare): void => {
    if (message.type === "failure") {
      failure.value = message.message;
      return;
    }
    if (message.type === "snapshot") {
      failure.value = undefined;
      asked.clear();
    }
    if (message.type === "curves") asked.delete(message.row);
    const { ask, ...next } = receive({ model: model.value, view: view.value }, message);
    know(next);
    if (ask === undefined || asked.has(ask)) return;
    asked.add(ask);
    host.send({ type: "curves", row: ask });
  };
  const host = connectHost<ToCompare, FromCompare>({
    isMessage: isToCompare,
    receive: take,
    refuse: () => {
      failure.value = "The extension sent something that this view does not understand. Reload the window.";
    },
  });
  const view = signal(readCompareState(host.kept()));
  const know = (next: Known) =>
    batch(() => {
      model.value = next.model;
      view.value = next.view;
    });
  const send = (message: FromCompare) => host.send(message);

  // Before the first snapshot there is nothing of the user's to keep, and an earlier view's choices to lose.
  effect(() => {
    if (model.value !== undefined) host.keep(view.value);
  });
  watchTheme(() => {
    colors.value = readColors(document.body);
  });
  send({ type: "ready" });

  return {
    model,
    view,
    failure,
    menu: signal(undefined),
    hover: signal(undefined),
    emphasis: signal(undefined),
    colors,
    ...derived(model, view),
    change: (to) => {
      view.value = to(view.value);
    },
    tick: (to) => {
      const next = to(view.value);
      know({ model: model.value && keepCurvesOf(model.value, next.ticked), view: next });
      send({ type: "tick", ids: next.ticked });
    },
    send,
  };
}

/** What follows from the model and the choices; each part is made again only when what it is made of changed. */
function derived(
  model: ReadonlySignal<CompareModel | undefined>,
  view: ReadonlySignal<CompareState>,
): Pick<Store, "columns" | "rows" | "best" | "charts"> {
  const part = <K extends keyof CompareState>(name: K) => computed(() => view.value[name]);
  const onlyChanged = part("onlyChanged");
  const hidden = part("hidden");
  const widths = part("widths");
  const sort = part("sort");
  const filter = part("filter");
  const collapsed = part("collapsed");
  const slots = part("slots");
  const columns = () => {
    const wanted = { onlyChanged: onlyChanged.value, hidden: hidden.value, widths: widths.value };
    return model.value ? shownColumns(model.value, wanted) : [];
  };
  const rows = () => {
    const wanted = { sort: sort.value, filter: filter.value, collapsed: collapsed.value };
    return model.value ? shownRows(model.value, wanted) : [];
  };
  return {
    columns: steady<readonly ShownColumn[]>(
      columns,
      (a, b) => a.length === b.length && a.every((column, at) => sameFields(column, b[at] ?? {})),
    ),
    rows: computed(rows),
    best: computed(() => model.value && bestRow(model.value)),
    charts: steadyCharts(() => (model.value ? shownCharts(model.value, slots.value) : [])),
  };
}

/** The charts, each of which keeps its identity while it shows the same, so that a new point draws one chart. */
function steadyCharts(compute: () => readonly ShownChart[]): ReadonlySignal<readonly ShownChart[]> {
  let last = new Map<string, ShownChart>();
  return computed(() => {
    const charts = compute().map((chart) => {
      const before = last.get(chart.name);
      return before !== undefined && sameChart(before, chart) ? before : chart;
    });
    last = new Map(charts.map((chart) => [chart.name, chart]));
    return charts;
  });
}

/** A computed value that keeps its identity while the new one is the same, so that what depends on it rests. */
function steady<T>(compute: () => T, same: (a: T, b: T) => boolean): ReadonlySignal<T> {
  let last: T | undefined;
  return computed(() => {
    const next = compute();
    if (last === undefined || !same(last, next)) last = next;
    return last;
  });
}

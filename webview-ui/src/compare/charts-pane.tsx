import type { Store } from "./store.ts";
import { ChartCard } from "./chart-card.tsx";
import { Icon } from "../kit/icon.tsx";
import { Swatch } from "./swatch.tsx";
import { experimentCount, isChecked } from "./toolbar.tsx";
import { tickExactly, toggleTick } from "./view-state.ts";

/** The pane below the table: charts of the ticked rows, or what to do to see some. */
export function ChartsPane(props: { readonly store: Store }) {
  const { store } = props;
  const { ticked } = store.view.value;
  if (ticked.length > 0) return <Charts store={store} />;
  if (experimentCount(store) > 0) {
    return (
      <div class="hint">
        <Icon name="chart" />
        <p>Tick experiments to compare their curves.</p>
      </div>
    );
  }
  return <EmptyState store={store} />;
}

/** Says the one next step of a project without experiments. */
export function EmptyState(props: { readonly store: Store }) {
  return (
    <div class="hint">
      <Icon name="chart" />
      <h2>No experiments yet</h2>
      <p>Run one: its parameters, metrics and curves appear here while it runs.</p>
      <vscode-button onClick={() => props.store.send({ type: "run" })}>Run Experiment</vscode-button>
    </div>
  );
}

function Charts(props: { readonly store: Store }) {
  const { store } = props;
  const charts = store.charts.value;
  return (
    <div class="charts-pane">
      <ChartsToolbar store={store} />
      {charts.length === 0 ? (
        <div class="hint">
          <p>
            The ticked rows have no curves. Log values by step, for example with dvclive, to see them here.
          </p>
        </div>
      ) : (
        <div class="charts">
          {charts.map((chart) => (
            <ChartCard key={chart.name} store={store} chart={chart} />
          ))}
        </div>
      )}
    </div>
  );
}

function ChartsToolbar(props: { readonly store: Store }) {
  const { store } = props;
  const { smoothing, logScale } = store.view.value;
  const onSmoothing = (event: Event & { readonly currentTarget: HTMLInputElement }) => {
    const weight = Number(event.currentTarget.value);
    store.change((state) => ({ ...state, smoothing: weight }));
  };
  return (
    <div class="toolbar charts-toolbar" role="toolbar" aria-label="Charts">
      <Legend store={store} />
      <span class="grow" />
      <label class="smoothing">
        Smoothing
        <input type="range" min={0} max={0.99} step={0.01} value={smoothing} onInput={onSmoothing} />
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <vscode-checkbox
        label="Log scale"
        checked={logScale}
        onChange={(event) => {
          const checked = isChecked(event);
          store.change((state) => ({ ...state, logScale: checked }));
        }}
      />
    </div>
  );
}

/** The ticked rows by name and colour; pointing at one makes its curves stand out. */
function Legend(props: { readonly store: Store }) {
  const { store } = props;
  const { ticked, slots } = store.view.value;
  const point = (id: string | undefined) => () => {
    store.emphasis.value = id;
  };
  const untick = (id: string) => () => {
    store.emphasis.value = undefined;
    store.tick((state) => toggleTick(state, id));
  };
  return (
    <div class="legend">
      <ul aria-label="Ticked rows">
        {ticked.map((id) => (
          <li key={id} onPointerEnter={point(id)} onPointerLeave={point(undefined)}>
            <Swatch slot={slots[id] ?? 0} alwaysDash={store.colors.value.alwaysDash} />
            <span class="legend-name">{store.model.value?.rows.get(id)?.name ?? id}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={`Untick ${store.model.value?.rows.get(id)?.name ?? id}`}
              title="Untick"
              onFocus={point(id)}
              onBlur={point(undefined)}
              onClick={untick(id)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {ticked.length > 1 ? (
        <button type="button" class="link" onClick={() => store.tick((state) => tickExactly(state, []))}>
          Untick all
        </button>
      ) : null}
    </div>
  );
}

import { useCallback } from "preact/hooks";
import { Icon } from "../kit/icon.tsx";
import { Menu } from "../kit/menu.tsx";
import { Splitter } from "../kit/splitter.tsx";
import { ChartsPane, EmptyState } from "./charts-pane.tsx";
import type { Store } from "./store.ts";
import { Table, tableHeight } from "./table.tsx";
import { Toolbar } from "./toolbar.tsx";

/** The whole view. */
export function App(props: { readonly store: Store }) {
  const { store } = props;
  const menu = store.menu.value;
  const close = useCallback(() => {
    store.menu.value = undefined;
  }, [store]);
  return (
    <>
      <Page store={store} />
      {menu === undefined ? null : <Menu menu={menu} close={close} />}
    </>
  );
}

function Page(props: { readonly store: Store }) {
  const { store } = props;
  const model = store.model.value;
  const failure = store.failure.value;
  if (model === undefined)
    return failure === undefined ? <Loading /> : <Failed store={store} message={failure} />;
  return (
    <main class="page">
      {failure === undefined ? null : <Banner store={store} message={failure} />}
      {model.rows.size === 0 ? <EmptyState store={store} /> : <Panes store={store} />}
    </main>
  );
}

function Panes(props: { readonly store: Store }) {
  const { store } = props;
  const { split } = store.view.value;
  const whole = `${tableHeight(Math.max(2, store.rows.value.length))}px`;
  return (
    <>
      <Toolbar store={store} />
      <div class="panes">
        <section class="pane" aria-label="Table" style={{ flexGrow: 100 * split, maxHeight: whole }}>
          <Table store={store} />
        </section>
        <Splitter
          label="Height of the table"
          share={split}
          move={(share) => store.change((state) => ({ ...state, split: share }))}
        />
        <section class="pane" aria-label="Charts" style={{ flexGrow: 100 * (1 - split) }}>
          <ChartsPane store={store} />
        </section>
      </div>
    </>
  );
}

function Loading() {
  return (
    <main class="page" aria-busy="true">
      <div class="progress" role="progressbar" aria-label="Reading experiments" />
      <p class="loading">Reading experiments…</p>
    </main>
  );
}

function Failed(props: { readonly store: Store; readonly message: string }) {
  const retry = () => {
    props.store.failure.value = undefined;
    props.store.send({ type: "ready" });
  };
  return (
    <main class="page">
      <div class="hint" role="alert">
        <Icon name="warning" />
        <h2>Experiments cannot be shown</h2>
        <p>{props.message}</p>
        <vscode-button onClick={retry}>Try Again</vscode-button>
      </div>
    </main>
  );
}

function Banner(props: { readonly store: Store; readonly message: string }) {
  const dismiss = () => {
    props.store.failure.value = undefined;
  };
  return (
    <div class="banner" role="alert">
      <Icon name="warning" />
      <span class="grow">{props.message}</span>
      <button type="button" class="icon-button" aria-label="Dismiss" title="Dismiss" onClick={dismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}

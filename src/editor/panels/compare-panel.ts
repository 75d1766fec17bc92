import * as vscode from "vscode";

import type { FromCompare, RowAction } from "#protocol/compare";
import { isFromCompare, readCompareState } from "#protocol/compare-guards";
import { commands, panels, type CommandId } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import type { Fence } from "../run-command.ts";
import type { BaselineNode, ExperimentNode } from "../trees/nodes.ts";
import type { Downsample } from "./compare-curves.ts";
import { createCompareSession, type CompareSession } from "./compare-session.ts";
import { webviewHtml, webviewRoot } from "./webview-html.ts";

/** The compare views, one a project. */
export interface ComparePanels extends vscode.Disposable {
  /** Shows the view of a project, with these rows ticked as well. */
  show(store: ProjectStore, ticked: readonly string[]): void;
}

export interface ComparePanelsOptions {
  readonly projects: Projects;
  readonly extension: vscode.Uri;
  readonly fence: Fence;
  readonly log: vscode.LogOutputChannel;
  readonly downsample: Downsample;
}

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: CompareSession;
}

const commandOf: Readonly<Record<RowAction, CommandId>> = {
  apply: commands.applyExperiment,
  remove: commands.removeExperiment,
  register: commands.registerModel,
  log: commands.showLog,
  stop: commands.stopRun,
};

/** Opens compare views, and restores them after the window was reloaded. */
export function createComparePanels(options: ComparePanelsOptions): ComparePanels {
  const { projects, extension, fence, log, downsample } = options;
  const open = new Map<ProjectStore, OpenPanel>();

  const connect = (
    panel: vscode.WebviewPanel,
    store: ProjectStore,
    ticked: readonly string[] | undefined,
  ): void => {
    const session = createCompareSession({
      store,
      ticked,
      downsample,
      log,
      // False means that the view is hidden or gone; it asks for everything when it is back.
      post: (message) => void panel.webview.postMessage(message),
    });
    open.set(store, { panel, session });
    panel.onDidDispose(() => {
      session.dispose();
      open.delete(store);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromCompare(message)) void fence(() => receive(message, store, session));
      else log.warn("The compare view sent a message that is not understood.");
    });
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, "media", "compare-light.svg"),
      dark: vscode.Uri.joinPath(extension, "media", "compare-dark.svg"),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extension)] };
    panel.webview.html = webviewHtml(panel.webview, extension, {
      name: "compare",
      title: "Compare Experiments",
    });
  };
  const restore = async (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
    await projects.ready();
    const free = projects.stores().filter((store) => !open.has(store));
    const store = free.find((candidate) => panel.title === titleOf(candidate)) ?? free[0];
    // A view that never showed anything kept nothing: it opens as a new one does.
    if (store) connect(panel, store, state === undefined ? undefined : readCompareState(state).ticked);
    else panel.dispose();
  };
  const subscriptions = vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(panels.compare, {
      deserializeWebviewPanel: (panel, state) => restore(panel, state),
    }),
    projects.onDidChangeProjects(() => {
      const stores = projects.stores();
      for (const [store, { panel }] of open) if (!stores.includes(store)) panel.dispose();
    }),
  );
  return {
    show: (store, ticked) => {
      const known = open.get(store);
      if (known) {
        known.panel.reveal();
        if (ticked.length > 0) known.session.tick(ticked);
        return;
      }
      const panel = vscode.window.createWebviewPanel(
        panels.compare,
        titleOf(store),
        vscode.ViewColumn.Active,
      );
      connect(panel, store, ticked.length > 0 ? ticked : undefined);
    },
    dispose: () => {
      subscriptions.dispose();
      for (const { panel } of open.values()) panel.dispose();
    },
  };
}

function titleOf(store: ProjectStore): string {
  return `Compare: ${store.name}`;
}

/** Does what the view asks for; what changes something goes through the command that the trees use too. */
async function receive(message: FromCompare, store: ProjectStore, session: CompareSession): Promise<void> {
  switch (message.type) {
    case "ready":
    case "tick":
    case "curves":
      return session.receive(message);
    case "run":
      await vscode.commands.executeCommand(commands.runExperiment, { kind: "project", store });
      return;
    case "act": {
      const node = await nodeOfRow(store, message.row);
      if (node) await vscode.commands.executeCommand(commandOf[message.action], node);
    }
  }
}

/** The row as the trees would hand it to a command. */
async function nodeOfRow(
  store: ProjectStore,
  row: string,
): Promise<ExperimentNode | BaselineNode | undefined> {
  const table = await store.experiments();
  for (const baseline of table.baselines) {
    if (baseline.rev === row) return { kind: "baseline", store, baseline, experiments: [] };
    const experiment = baseline.experiments.find(({ rev, run }) => rev === row || run === row);
    if (!experiment) continue;
    return {
      kind: "experiment",
      store,
      experiment,
      baseline,
      metric: undefined,
      doing: undefined,
      interrupted: undefined,
      best: false,
    };
  }
  return undefined;
}

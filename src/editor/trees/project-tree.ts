import * as vscode from "vscode";

import { errorLine, errorText } from "../error-text.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { ProjectStore, StorePart } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import type { ProjectNode } from "./nodes.ts";

/** What one view shows of a project. */
export interface TreeSource<N> {
  /** The parts of a project whose change makes the view read again. */
  readonly parts: readonly StorePart[];
  readonly roots: (store: ProjectStore) => Promise<readonly N[]>;
  readonly children: (node: N) => readonly N[];
  readonly item: (node: N) => vscode.TreeItem;
  /** What else makes the view read again. */
  readonly refreshOn?: (refresh: () => void) => vscode.Disposable;
}

/**
 * Creates a view: the roots of the one project, or a node for each of several. Empty, it shows its welcome text.
 * New roots are read before VS Code is told to ask for them: while it waits for an answer, its buttons and menus
 * have no node to hand to a command.
 */
export function createProjectTree<N extends { readonly kind: string }>(
  id: string,
  projects: Projects,
  log: vscode.LogOutputChannel,
  source: TreeSource<N>,
): vscode.TreeView<N | ProjectNode> {
  const changed = new vscode.EventEmitter<undefined>();
  let loaded: Promise<Loaded<N>> | undefined;
  const view = vscode.window.createTreeView<N | ProjectNode>(id, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => (isProject(node) ? projectItem(node) : source.item(node)),
      getChildren: async (node) => {
        if (node && !isProject(node)) return [...source.children(node)];
        loaded ??= load(projects, log, source);
        const { roots, message } = await loaded;
        view.message = message ?? "";
        if (node) return [...(roots.get(node.store) ?? [])];
        const [only, ...others] = roots;
        if (only && others.length === 0) return [...only[1]];
        return [...roots.keys()].map((store): ProjectNode => ({ kind: "project", store }));
      },
    },
  });
  const refresh = oneAtATime(async () => {
    const next = load(projects, log, source);
    await next;
    loaded = next;
    changed.fire(undefined);
  });
  const onChange = (): void => {
    if (view.visible) void refresh();
    else {
      loaded = undefined;
      changed.fire(undefined);
    }
  };
  const subscriptions = vscode.Disposable.from(
    changed,
    projects.onDidChangeProjects(onChange),
    projects.onDidChange(({ parts }) => {
      if (source.parts.some((part) => parts.has(part))) onChange();
    }),
    ...(source.refreshOn ? [source.refreshOn(onChange)] : []),
  );
  const dispose = view.dispose.bind(view);
  view.dispose = () => {
    subscriptions.dispose();
    dispose();
  };
  return view;
}

interface Loaded<N> {
  readonly roots: ReadonlyMap<ProjectStore, readonly N[]>;
  /** Why something is missing. */
  readonly message: string | undefined;
}

async function load<N>(
  projects: Projects,
  log: vscode.LogOutputChannel,
  source: TreeSource<N>,
): Promise<Loaded<N>> {
  await projects.ready();
  let message = projects.failure();
  const read = async (store: ProjectStore): Promise<readonly N[]> => {
    try {
      return await source.roots(store);
    } catch (error) {
      log.error(errorText(error));
      message = errorLine(error);
      return [];
    }
  };
  const stores = projects.stores();
  const roots = await Promise.all(stores.map(async (store) => [store, await read(store)] as const));
  return { roots: new Map(roots), message };
}

function isProject(node: { readonly kind: string }): node is ProjectNode {
  return node.kind === "project";
}

function projectItem({ store }: ProjectNode): vscode.TreeItem {
  const item = new vscode.TreeItem(store.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = store.root.toString();
  item.iconPath = new vscode.ThemeIcon("repo");
  item.tooltip = store.root.fsPath;
  item.contextValue = "project";
  return item;
}

import * as vscode from "vscode";

import { errorLine, errorText } from "../error-text.ts";
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

/** Creates a view: the roots of the one project, or a node for each of several. Empty, it shows its welcome text. */
export function createProjectTree<N extends { readonly kind: string }>(
  id: string,
  projects: Projects,
  log: vscode.LogOutputChannel,
  source: TreeSource<N>,
): vscode.TreeView<N | ProjectNode> {
  const changed = new vscode.EventEmitter<undefined>();
  let message: string | undefined;
  const rootsOf = async (store: ProjectStore): Promise<readonly N[]> => {
    try {
      return await source.roots(store);
    } catch (error) {
      log.error(errorText(error));
      message = errorLine(error);
      return [];
    }
  };
  const roots = async (): Promise<readonly (N | ProjectNode)[]> => {
    await projects.ready();
    message = projects.failure();
    const stores = projects.stores();
    const [only] = stores;
    const found =
      stores.length === 1 && only
        ? await rootsOf(only)
        : stores.map((store): ProjectNode => ({ kind: "project", store }));
    view.message = message ?? "";
    return found;
  };
  const view = vscode.window.createTreeView<N | ProjectNode>(id, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => (isProject(node) ? projectItem(node) : source.item(node)),
      getChildren: async (node) => {
        if (!node) return [...(await roots())];
        return [...(isProject(node) ? await rootsOf(node.store) : source.children(node))];
      },
    },
  });
  const refresh = (): void => changed.fire(undefined);
  const subscriptions = vscode.Disposable.from(
    changed,
    projects.onDidChangeProjects(refresh),
    projects.onDidChange(({ parts }) => {
      if (source.parts.some((part) => parts.has(part))) refresh();
    }),
    ...(source.refreshOn ? [source.refreshOn(refresh)] : []),
  );
  const dispose = view.dispose.bind(view);
  view.dispose = () => {
    subscriptions.dispose();
    dispose();
  };
  return view;
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

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
 * A node keeps its identity while its content changes, and only nodes that look different are drawn again: whoever
 * has a menu open when a run logs its next step still has a node to hand to the command.
 */
export function createProjectTree<N extends { readonly kind: string }>(
  id: string,
  projects: Projects,
  log: vscode.LogOutputChannel,
  source: TreeSource<N>,
): vscode.TreeView<N | ProjectNode> {
  const changed = new vscode.EventEmitter<(N | ProjectNode)[] | undefined>();
  const nodes = createNodeKeeper(source);
  let loaded: Promise<Loaded<N>> | undefined;
  const view = vscode.window.createTreeView<N | ProjectNode>(id, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => (isProject(node) ? projectItem(node) : source.item(node)),
      getChildren: async (node) => {
        if (node && !isProject(node)) return source.children(node).map(nodes.keep);
        loaded ??= load(projects, log, source);
        const { roots, message } = await loaded;
        view.message = message ?? "";
        if (node) return (roots.get(node.store) ?? []).map(nodes.keep);
        const [only, ...others] = roots;
        if (only && others.length === 0) return only[1].map(nodes.keep);
        return [...roots.keys()].map((store): ProjectNode => ({ kind: "project", store }));
      },
    },
  });
  let outline = "";
  const refresh = oneAtATime(async () => {
    const next = await load(projects, log, source);
    loaded = Promise.resolve(next);
    const all = [...next.roots.values()].flat();
    const before = outline;
    outline = `${next.message ?? ""} ${nodes.outline(all)}`;
    if (outline === before) {
      changed.fire(nodes.update(all));
      return;
    }
    nodes.retain(all);
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

/** The nodes that VS Code has, by the id of their item. */
interface NodeKeeper<N> {
  /** The node that stands for this item already, with the new content; else the node itself. */
  readonly keep: (node: N) => N;
  /** The ids of nodes and of all below them: the shape of the tree without what it shows. */
  readonly outline: (nodes: readonly N[]) => string;
  /** Forgets the nodes that are neither among these nor below them. */
  readonly retain: (nodes: readonly N[]) => void;
  /** Takes over the new content; gives the nodes that look different now. */
  readonly update: (nodes: readonly N[]) => N[];
}

function createNodeKeeper<N extends object>({ item, children }: TreeSource<N>): NodeKeeper<N> {
  const known = new Map<string | undefined, N>();
  const keep = (node: N): N => {
    const { id } = item(node);
    const before = known.get(id);
    if (before === undefined || id === undefined) {
      known.set(id, node);
      return node;
    }
    for (const key of Object.keys(before)) if (!(key in node)) Reflect.deleteProperty(before, key);
    return Object.assign(before, node);
  };
  /** What can be seen of a node: what its command is given is the node itself, with all that it is made of. */
  const look = (node: N | undefined): string => {
    if (node === undefined) return "";
    const { command, ...seen } = item(node);
    return JSON.stringify({ ...seen, command: command?.command });
  };
  return {
    keep,
    outline: (nodes) => {
      const visit = (node: N): string => `${item(node).id}(${children(node).map(visit).join()})`;
      return nodes.map(visit).join();
    },
    retain: (nodes) => {
      const ids = new Set<string | undefined>();
      const visit = (node: N): void => {
        ids.add(item(node).id);
        children(node).forEach(visit);
      };
      nodes.forEach(visit);
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    },
    update: (nodes) => {
      const different: N[] = [];
      const visit = (node: N): void => {
        const before = look(known.get(item(node).id));
        const kept = keep(node);
        if (look(kept) !== before) different.push(kept);
        children(kept).forEach(visit);
      };
      nodes.forEach(visit);
      return different;
    },
  };
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

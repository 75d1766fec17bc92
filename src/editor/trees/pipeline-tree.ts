import * as vscode from "vscode";

import type { StageStatus } from "#core/project";
import { commands, views } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import { bullets, escapeMarkdown, hover } from "./markdown.ts";
import type { DataNode, FileNode, ProjectNode, StageNode } from "./nodes.ts";
import { createProjectTree } from "./project-tree.ts";
import { stageActivity } from "./stage-activity.ts";
import { describeReason, shortWhy, stateTitle } from "./stage-why.ts";

type Node = FileNode | StageNode | DataNode;

/** The Pipeline view: the stages of each dvc.yaml and the tracked data, how they stand, and why. */
export function createPipelineTree(
  projects: Projects,
  log: vscode.LogOutputChannel,
): vscode.TreeView<Node | ProjectNode> {
  return createProjectTree<Node>(views.pipeline, projects, log, {
    parts: ["pipeline", "data", "status", "runs"],
    roots: readFiles,
    children: (node) => (node.kind === "file" ? node.stages : []),
    item,
  });
}

function item(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case "file":
      return fileItem(node);
    case "stage":
      return stageItem(node);
    case "data":
      return dataItem(node);
  }
}

async function readFiles(store: ProjectStore): Promise<readonly (FileNode | DataNode)[]> {
  const [pipeline, runs] = await Promise.all([store.pipeline(), store.runs()]);
  const statuses = new Map(store.status()?.map((status) => [status.address, status]));
  const addresses = new Set(pipeline.stages.map(({ address }) => address));
  const sources = [...statuses.values()].filter(({ address }) => !addresses.has(address));
  const data = sources.map((status): DataNode => ({ kind: "data", store, status }));
  const files = pipeline.files.map((file): FileNode => ({
    kind: "file",
    store,
    file,
    stages: file.stages.map((stage) => ({
      kind: "stage",
      store,
      stage,
      status: statuses.get(stage.address),
      activity: stageActivity(stage, runs),
    })),
  }));
  return [...files, ...data];
}

function fileItem({ store, file, stages }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(file.path, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${store.root.toString()}#${file.path}`;
  item.resourceUri = vscode.Uri.joinPath(store.root, file.path);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  item.description = stages.length === 0 ? "no stages" : false;
  item.command = { command: "vscode.open", title: "Open", arguments: [item.resourceUri] };
  return item;
}

function dataItem({ store, status }: DataNode): vscode.TreeItem {
  const { address, why } = status;
  const item = new vscode.TreeItem(address, vscode.TreeItemCollapsibleState.None);
  const isChanged = why.length > 0;
  item.id = `${store.root.toString()}#${address}`;
  item.iconPath = new vscode.ThemeIcon(
    "database",
    isChanged ? new vscode.ThemeColor("list.warningForeground") : undefined,
  );
  // The file is named after its data, which need not be named again.
  const data = `${address.replace(/\.dvc$/u, "")} `;
  const reason = shortWhy(status);
  item.description = reason.startsWith(data) ? reason.slice(data.length) : reason;
  const title = isChanged ? "The data is not what is recorded" : "The data is as it was recorded";
  item.tooltip = hover(address, [title, ...bullets("Because", why.map(describeReason))]);
  item.accessibilityInformation = { label: `Tracked data ${address}: ${title}. ${shortWhy(status)}` };
  item.contextValue = dataContext(status);
  const uri = vscode.Uri.joinPath(store.root, address);
  item.command = { command: "vscode.open", title: "Open", arguments: [uri] };
  return item;
}

/** What can be done with data: what is missing is brought, what changed is recorded. */
function dataContext({ why }: StageStatus): string {
  if (why.length === 0) return "data";
  const isMissing = why.some(({ change }) => change === "deleted" || change === "not-in-cache");
  return isMissing ? "data-missing" : "data-changed";
}

function stageItem(node: StageNode): vscode.TreeItem {
  const { store, stage } = node;
  const item = new vscode.TreeItem(stage.name, vscode.TreeItemCollapsibleState.None);
  item.id = `${store.root.toString()}#${stage.file}#${stage.name}`;
  const shown = appearance(node);
  item.iconPath = new vscode.ThemeIcon(
    shown.icon,
    shown.color === undefined ? undefined : new vscode.ThemeColor(shown.color),
  );
  item.description = shown.text;
  item.tooltip = stageHover(node, shown.title);
  item.accessibilityInformation = { label: `Stage ${stage.name}: ${shown.title}. ${shown.text}` };
  item.contextValue = node.activity ? `stage-${node.activity.kind}` : "stage";
  item.command = { command: commands.openStage, title: "Go to Stage", arguments: [node] };
  return item;
}

/** How a stage looks: never told apart by colour alone. */
interface Appearance {
  readonly icon: string;
  readonly color?: string;
  readonly text: string;
  readonly title: string;
}

function appearance({ status, activity }: StageNode): Appearance {
  if (activity?.kind === "running") {
    const [first, ...others] = activity.experiments;
    const where = others.length === 0 ? first : `${activity.experiments.length} experiments`;
    const text = where === undefined ? "running" : `running in ${where}`;
    return { icon: "loading~spin", text, title: "Running" };
  }
  const fresh = status?.state === "up-to-date";
  if (activity && !fresh) {
    return { icon: "error", color: "testing.iconFailed", text: "failed", title: "Failed" };
  }
  if (!status) return { icon: "circle-large-outline", text: "checking", title: "Checking what changed" };
  const common = { text: shortWhy(status), title: stateTitle(status) };
  switch (status.state) {
    case "up-to-date":
      return { icon: "pass", color: "testing.iconPassed", ...common };
    case "frozen":
      return { icon: "lock", ...common };
    case "always-changed":
      return { icon: "sync", ...common };
    case "never-run":
      return { icon: "circle-large-outline", ...common };
    case "changed":
      return { icon: "history", color: "list.warningForeground", ...common };
  }
}

function stageHover({ stage, status, activity }: StageNode, title: string): vscode.MarkdownString {
  const lines = [escapeMarkdown(title)];
  if (typeof stage.desc === "string") lines.push(escapeMarkdown(stage.desc));
  if (activity?.kind === "failed") lines.push(escapeMarkdown(activity.error));
  const params = stage.params.flatMap(({ path, keys }) => keys?.map(({ key }) => key) ?? [path]);
  return hover(stage.address, [
    ...lines,
    ...bullets(
      "Because",
      status === undefined || status.state === "never-run" ? [] : status.why.map(describeReason),
    ),
    ...bullets(
      "Needs",
      stage.deps.map(({ path }) => path),
    ),
    ...bullets("Parameters", params),
    ...bullets(
      "Makes",
      stage.outs.map(({ path, kind }) => (kind === "out" ? path : `${path} (${kind})`)),
    ),
  ]);
}

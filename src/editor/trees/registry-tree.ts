import * as vscode from "vscode";

import { views } from "#protocol/names";

import type { ProjectStore } from "../project-store.ts";
import type { Projects } from "../projects.ts";
import { showAge } from "../show-time.ts";
import { bullets, escapeMarkdown, hover } from "./markdown.ts";
import type { ModelNode, ProjectNode, VersionNode } from "./nodes.ts";
import { createProjectTree } from "./project-tree.ts";

type Node = ModelNode | VersionNode;

/** The Registry view: models of `artifacts:` and of the repository's tags, their versions and where those serve. */
export function createRegistryTree(
  projects: Projects,
  log: vscode.LogOutputChannel,
): vscode.TreeView<Node | ProjectNode> {
  return createProjectTree<Node>(views.registry, projects, log, {
    parts: ["registry", "pipeline"],
    roots: readModels,
    children: (node) => (node.kind === "model" ? node.versions : []),
    item: (node) => (node.kind === "model" ? modelItem(node) : versionItem(node)),
  });
}

async function readModels(store: ProjectStore): Promise<readonly ModelNode[]> {
  return (await store.models()).map((model) => ({
    kind: "model",
    store,
    model,
    versions: model.versions.map((version) => ({ kind: "version", store, model, version })),
  }));
}

function modelItem({ store, model, versions }: ModelNode): vscode.TreeItem {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(model.name, versions.length === 0 ? None : Expanded);
  // With its first version it becomes an item that can be expanded, and VS Code would keep the old one folded.
  item.id = `${store.root.toString()}#${model.name}#${versions.length === 0 ? "declared" : "registered"}`;
  item.iconPath = new vscode.ThemeIcon("package");
  item.contextValue = "model";
  item.description = model.versions.find(({ active }) => active)?.version ?? "no version yet";
  const facts = [model.description, model.path && `Path ${model.path}`, model.type && `Type ${model.type}`];
  item.tooltip = hover(model.name, [
    ...facts.filter((fact) => fact !== undefined && fact !== "").map((fact) => escapeMarkdown(fact ?? "")),
    ...bullets("Labels", model.labels),
  ]);
  return item;
}

function versionItem({ store, model, version }: VersionNode): vscode.TreeItem {
  const item = new vscode.TreeItem(version.version, vscode.TreeItemCollapsibleState.None);
  const assigned = stagesOf(model, version.version);
  const age = showAge(version.time, new Date());
  item.id = `${store.root.toString()}#${model.name}#${version.version}`;
  item.iconPath = new vscode.ThemeIcon(assigned.length > 0 ? "verified-filled" : "tag");
  item.description = version.active ? [...assigned, age].join(" · ") : "deregistered";
  item.contextValue = version.active ? "version" : "version-deregistered";
  item.tooltip = hover(`${model.name} ${version.version}`, [
    escapeMarkdown(`Registered ${age} by ${version.author}`),
    escapeMarkdown(`commit ${version.rev.slice(0, 7)}, tag ${version.tag}`),
    escapeMarkdown(version.message),
    ...bullets("In stage", assigned),
  ]);
  return item;
}

/** The stages in which this version is the one in force. */
function stagesOf(model: ModelNode["model"], version: string): readonly string[] {
  return Object.entries(model.stages)
    .filter(([, versions]) => versions[0] === version)
    .map(([stage]) => stage);
}

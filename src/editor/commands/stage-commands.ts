import * as vscode from "vscode";

import { Failure } from "#core/failure";
import type { Stage } from "#core/project";
import { commands } from "#protocol/names";
import { isStageTarget } from "#protocol/stage-target";

import type { ProjectStore } from "../project-store.ts";
import { asNode } from "../trees/nodes.ts";
import { shortWhy } from "../trees/stage-why.ts";
import { chooseProject } from "./choose-project.ts";
import type { CommandTable, Workbench } from "./command-table.ts";
import { followInBackground } from "./follow-runs.ts";

/** Run Stage and Go to Stage. */
export function stageCommands(
  workbench: Workbench,
): CommandTable<typeof commands.runStage | typeof commands.openStage> {
  return {
    [commands.runStage]: async (node) => {
      const store = await chooseProject(workbench.projects, node);
      const named = isStageTarget(node) ? node.target : asNode("stage", node)?.stage.address;
      const target = named ?? (store && (await pickStage(store))?.address);
      if (!store || target === undefined) return;
      const run = await store.project.startRepro({ targets: [target] });
      followInBackground(workbench, store, [run]);
    },
    [commands.openStage]: async (node) => {
      const given = asNode("stage", node);
      const store = given?.store ?? (await chooseProject(workbench.projects, node));
      const stage = given?.stage ?? (store && (await pickStage(store)));
      if (store && stage) await openStage(store, stage);
    },
  };
}

async function pickStage(store: ProjectStore): Promise<Stage | undefined> {
  const { stages } = await store.pipeline();
  if (stages.length === 0) {
    throw new Failure({
      kind: "no-stages",
      class: "usage",
      message: "The pipeline has no stages yet: add one under `stages:` in dvc.yaml.",
    });
  }
  const statuses = new Map(store.status()?.map((status) => [status.address, status]));
  const items = stages.map((stage) => {
    const status = statuses.get(stage.address);
    return { label: stage.address, description: (status && shortWhy(status)) ?? "", stage };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: "Choose a stage",
    placeHolder: "What a stage needs runs before it, where it has changed",
    matchOnDescription: true,
  });
  return picked?.stage;
}

async function openStage(store: ProjectStore, stage: Stage): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(store.root, stage.file));
  const start = document.positionAt(stage.range.start);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
}

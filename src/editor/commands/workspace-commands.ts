import * as vscode from "vscode";

import { commands } from "#protocol/names";

import type { CommandTable, Workbench } from "./command-table.ts";

const starter = `# A pipeline: each stage says what it needs, what it runs and what it makes.
stages:
  train:
    cmd: python train.py
    deps:
      - train.py
    params:
      - learning_rate
    outs:
      - model.pkl
    metrics:
      - metrics.json:
          cache: false
`;

/** Create Pipeline and Refresh. */
export function workspaceCommands(
  workbench: Workbench,
): CommandTable<typeof commands.createPipeline | typeof commands.refresh> {
  return {
    [commands.createPipeline]: async () => createPipeline(),
    [commands.refresh]: async () => {
      await workbench.projects.search();
      for (const store of workbench.projects.stores()) store.refresh();
    },
  };
}

/** Opens the starter as an unsaved dvc.yaml: it exists once the user saves it. An existing file is only shown. */
async function createPipeline(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) {
    await vscode.commands.executeCommand("vscode.openFolder");
    return;
  }
  const uri = vscode.Uri.joinPath(folder.uri, "dvc.yaml");
  const existing = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
  const document = existing ?? (await vscode.workspace.openTextDocument(uri.with({ scheme: "untitled" })));
  const editor = await vscode.window.showTextDocument(document);
  if (!existing && document.getText() === "") {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), starter));
  }
}

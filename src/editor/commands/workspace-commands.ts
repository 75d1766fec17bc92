import * as vscode from "vscode";

import { commands } from "#protocol/names";

import { showResolved } from "../show-resolved.ts";
import type { CommandTable, Workbench } from "./command-table.ts";

/** Initialize Pipeline, Show Resolved dvc.yaml and Refresh. */
export function workspaceCommands(
  workbench: Workbench,
): CommandTable<typeof commands.createPipeline | typeof commands.showResolved | typeof commands.refresh> {
  return {
    [commands.createPipeline]: async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      if (!folder) return;
      const { dvcFiles, pipelineFiles } = workbench.starter;
      await writeMissing(folder.uri, { ...dvcFiles, "params.yaml": pipelineFiles["params.yaml"] });
      await openPipeline(folder.uri, pipelineFiles["dvc.yaml"]);
      await workbench.projects.search();
    },
    [commands.showResolved]: showResolved,
    [commands.refresh]: async () => {
      await workbench.projects.search();
      for (const store of workbench.projects.stores()) store.refresh();
    },
  };
}

/** What is there stays as it is. */
async function writeMissing(folder: vscode.Uri, files: Readonly<Record<string, string>>): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const [path, text] of Object.entries(files)) {
    const contents = new TextEncoder().encode(text);
    edit.createFile(vscode.Uri.joinPath(folder, path), { contents, ignoreIfExists: true });
  }
  await vscode.workspace.applyEdit(edit);
}

/** Opens the starter as an unsaved dvc.yaml: it exists once the user saves it. An existing file is only shown. */
async function openPipeline(folder: vscode.Uri, starter: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, "dvc.yaml");
  const existing = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
  const document = existing ?? (await vscode.workspace.openTextDocument(uri.with({ scheme: "untitled" })));
  const editor = await vscode.window.showTextDocument(document);
  if (!existing && document.getText() === "") {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), starter));
  }
}

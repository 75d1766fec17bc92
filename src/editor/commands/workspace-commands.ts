import * as vscode from "vscode";

import { commands } from "#protocol/names";

import type { CommandTable, Workbench } from "./command-table.ts";

/** What a new dvc.yaml starts with. */
const starter = `# Each stage says what it needs, what it runs and what it makes.
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

/** The files of a folder that DVC knows, as `dvc init` writes them, by path. */
const dvcFiles: Readonly<Record<string, string>> = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
  ".dvcignore":
    "# Add patterns of files dvc should ignore, which could improve\n" +
    "# the performance. Learn more at\n# https://dvc.org/doc/user-guide/dvcignore\n",
};

/** Initialize Pipeline and Refresh. */
export function workspaceCommands(
  workbench: Workbench,
): CommandTable<typeof commands.createPipeline | typeof commands.refresh> {
  return {
    [commands.createPipeline]: async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      if (!folder) return;
      await writeMissing(folder.uri, dvcFiles);
      await openPipeline(folder.uri);
      await workbench.projects.search();
    },
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
async function openPipeline(folder: vscode.Uri): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, "dvc.yaml");
  const existing = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
  const document = existing ?? (await vscode.workspace.openTextDocument(uri.with({ scheme: "untitled" })));
  const editor = await vscode.window.showTextDocument(document);
  if (!existing && document.getText() === "") {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), starter));
  }
}

import { tmpdir } from "node:os";
import * as vscode from "vscode";

import { commands } from "#protocol/names";

import type { CommandTable, Workbench } from "./command-table.ts";

/** Experiments start from a commit. A machine where Git was never used gets a name for this repository only. */
const firstCommit = {
  message: "Start from the digits sample",
  fallback: { name: "Trainyard Sample", email: "sample@trainyard.invalid" },
};

/** Open Sample Project: a copy of the digits example, as a Git repository of its own. */
export function sampleCommand(workbench: Workbench): CommandTable<typeof commands.openSample> {
  return {
    [commands.openSample]: async () => {
      const parent = await chooseParent();
      if (!parent) return;
      const folder = await freeFolder(parent, "digits");
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: "Copying the sample project" },
        async () => {
          await vscode.workspace.fs.copy(
            vscode.Uri.joinPath(workbench.extension, "examples", "digits"),
            folder,
          );
          await workbench.createRepository(folder.fsPath, firstCommit);
        },
      );
      const forceNewWindow = (vscode.workspace.workspaceFolders ?? []).length > 0;
      await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow });
    },
  };
}

async function chooseParent(): Promise<vscode.Uri | undefined> {
  const temporary = {
    label: "Temporary folder",
    description: "to look around; the system may delete it later",
  };
  const chosen = { label: "Choose a folder…", description: "a new folder named digits is made in it" };
  const picked = await vscode.window.showQuickPick([temporary, chosen], {
    title: "Open Sample Project: where to put it?",
  });
  if (picked === temporary) return vscode.Uri.joinPath(vscode.Uri.file(tmpdir()), "trainyard-sample");
  if (picked !== chosen) return undefined;
  const folders = await vscode.window.showOpenDialog({
    title: "Put the sample project in",
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: "Put Sample Here",
  });
  return folders?.[0];
}

/** `digits`, or `digits-2` and so on where that exists: nothing of the user's is overwritten. */
async function freeFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.createDirectory(parent);
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([entry]) => entry));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return vscode.Uri.joinPath(parent, free);
}

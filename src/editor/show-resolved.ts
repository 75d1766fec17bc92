import * as vscode from "vscode";

import { commands, resolvedName, schemes } from "#protocol/names";

/** Shows a dvc.yaml, else the one that is open, with everything in it resolved. */
export async function showResolved(file: unknown): Promise<void> {
  const shown = file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri;
  if (shown === undefined) return;
  // The language server writes the document, and writes it anew when the pipeline changes.
  const resolved = vscode.Uri.joinPath(shown, "..", resolvedName).with({ scheme: schemes.resolved });
  const document = await vscode.workspace.openTextDocument(resolved);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** Registers the only command that needs nothing but the language server. */
export function registerShowResolved(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.showResolved, showResolved);
}

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";

import { serverRequests } from "#protocol/names";

import { clientOptions } from "./editor/client-options.ts";
import { registerShowResolved } from "./editor/show-resolved.ts";
import { answerFilesRequest } from "./editor/workspace-texts.ts";

/**
 * The extension where there is neither a machine nor a disk: it understands what is written. Git, runs and data need a
 * machine, so that no view of them is there.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const extension = context.extensionUri;
  const log = vscode.window.createOutputChannel("Trainyard", { log: true });
  const worker = new Worker(vscode.Uri.joinPath(extension, "dist", "browser-server.js").toString(true));
  const client = new LanguageClient(
    "trainyard",
    "Trainyard Language Server",
    worker,
    clientOptions({ extension, log, schemes: schemesOfFolders(), commands: false }),
  );
  context.subscriptions.push(
    log,
    client.onRequest(serverRequests.files, answerFilesRequest),
    registerShowResolved(),
    new vscode.Disposable(() => void client.dispose().finally(() => worker.terminate())),
  );
  await client.start();
}

/** Such as `vscode-vfs` of a repository on GitHub: whatever the folders are on is read through the editor. */
function schemesOfFolders(): readonly string[] {
  return [...new Set((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme))];
}

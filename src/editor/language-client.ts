import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, TransportKind } from "vscode-languageclient/node";

import { settings } from "#protocol/names";
import { readRuleLevels, type ServerOptions } from "#protocol/server-options";

import { pipelineDocuments } from "./pipeline-documents.ts";
import { registerShowReferences } from "./show-references.ts";

/** Starts the language server in a process of its own, with the editor's runtime. Disposing it ends the process. */
export async function startLanguageClient(
  extension: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<vscode.Disposable> {
  const module = vscode.Uri.joinPath(extension, "dist", "server.js").fsPath;
  const options: ServerOptions = {
    rules: vscode.Uri.joinPath(extension, "docs", "rules").toString(),
    levels: readRuleLevels(vscode.workspace.getConfiguration("trainyard").get(settings.rules)),
    yamlIsChecked: vscode.extensions.getExtension("redhat.vscode-yaml") !== undefined,
    commands: true,
  };
  const client = new LanguageClient(
    "trainyard",
    "Trainyard Language Server",
    { module, transport: TransportKind.stdio },
    {
      documentSelector: pipelineDocuments,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: options,
      synchronize: { configurationSection: "trainyard" },
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true, onTabs: true },
    },
  );
  await client.start();
  return vscode.Disposable.from(
    registerShowReferences(client),
    new vscode.Disposable(() => void client.dispose()),
  );
}

import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { serverFlags } from "#protocol/server-flags";

import { clientOptions } from "./client-options.ts";
import { errorText } from "./error-text.ts";
import { registerShowReferences } from "./show-references.ts";
import { onDidChangeYamlExtension } from "./yaml-extension.ts";

/** Starts the language server in a process of its own, with the editor's runtime. Disposing it ends the process. */
export async function startLanguageClient(
  extension: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<vscode.Disposable> {
  const module = vscode.Uri.joinPath(extension, "dist", "server.js").fsPath;
  const client = new LanguageClient(
    "trainyard",
    "Trainyard Language Server",
    { module, transport: TransportKind.stdio, options: { execArgv: [...serverFlags] } },
    clientOptions({ extension, log, schemes: ["file"], commands: true }),
  );
  await client.start();
  return vscode.Disposable.from(
    registerShowReferences(client),
    // A server is told of it at its start: what it offers depends on it.
    onDidChangeYamlExtension(() => {
      client.restart().catch((error: unknown) => log.error(errorText(error)));
    }),
    new vscode.Disposable(() => void client.dispose()),
  );
}

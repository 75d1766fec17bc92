import * as vscode from "vscode";

import { schemes } from "#protocol/names";

import { errorText } from "./error-text.ts";
import { pipelineDocuments } from "./pipeline-documents.ts";
import type { Projects } from "./projects.ts";

/**
 * Starts the language server when the first file that it understands is opened or a project is found. Where nobody looks
 * for projects, in a folder that is not trusted, it starts at once: it reads text and runs nothing, and only it knows
 * which other files a pipeline names.
 */
export function createLanguageFeatures(
  extension: vscode.Uri,
  projects: Projects,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const ours = pipelineDocuments(["file"]);
  let client: Promise<vscode.Disposable | undefined> | undefined;
  let disposed = false;
  const start = async (): Promise<vscode.Disposable | undefined> => {
    try {
      const { startLanguageClient } = await import("./language-client.ts");
      const started = await startLanguageClient(extension, log);
      if (disposed) started.dispose();
      return started;
    } catch (error) {
      log.error(errorText(error));
      return undefined;
    }
  };
  const need = (): void => void (client ??= start());
  const look = (document: vscode.TextDocument): void => {
    const isResolved = document.uri.scheme === schemes.resolved;
    if (isResolved || vscode.languages.match(ours, document) > 0) need();
  };
  if (!vscode.workspace.isTrusted) need();
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    projects.onDidChangeProjects(() => {
      if (projects.stores().length > 0) need();
    }),
    new vscode.Disposable(() => {
      disposed = true;
      void client?.then((started) => started?.dispose());
    }),
  );
}

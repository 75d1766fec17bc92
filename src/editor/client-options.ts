import * as vscode from "vscode";
import { type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";

import { settings } from "#protocol/names";
import { readRuleLevels, type ServerOptions } from "#protocol/server-options";

import { pipelineDocuments } from "./pipeline-documents.ts";
import { yamlExtension } from "./yaml-extension.ts";

/** Where the extension runs, and what it can do there. */
interface ClientPlace {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** Schemes of the URIs of the files that the server reads. */
  readonly schemes: readonly string[];
  /** The commands of `names.ts` are there. */
  readonly commands: boolean;
}

/** What a client of the language server is started with, wherever the server runs. */
export function clientOptions({ extension, log, schemes, commands }: ClientPlace): LanguageClientOptions {
  const initializationOptions = (): ServerOptions => ({
    rules: vscode.Uri.joinPath(extension, "docs", "rules").toString(),
    levels: readRuleLevels(vscode.workspace.getConfiguration("trainyard").get(settings.rules)),
    ...yamlExtension(),
    namedFiles: true,
    commands,
  });
  return {
    documentSelector: pipelineDocuments(schemes),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    synchronize: { configurationSection: "trainyard" },
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true, onTabs: true },
  };
}

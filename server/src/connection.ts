import { TextDocument } from "vscode-languageserver-textdocument";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type DocumentDiagnosticReport,
  FileChangeType,
  TextDocuments,
  type InitializeParams,
  type InitializeResult,
  type Position,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { readServerOptions, type ServerOptions } from "#protocol/server-options";
import { quickFixes } from "./features/code-actions.ts";
import { complete } from "./features/completion.ts";
import { findDefinition } from "./features/definition.ts";
import { diagnose } from "./features/diagnostics.ts";
import { hover } from "./features/hover.ts";
import { type FeatureContext, offsetAt } from "./features/lsp.ts";
import { listSymbols } from "./features/symbols.ts";
import { pathOfUri, uriOfPath } from "./workspace/file-uri.ts";
import { cacheFiles, type Files } from "./workspace/files.ts";
import { createWorkspace, type Workspace } from "./workspace/workspace.ts";

/** Files that a diagnostic may depend on; the editor tells when one of them changes. */
const watched = ["**/dvc.yaml", "**/dvc.lock", "**/*.dvc", "**/*.{yaml,yml,json}", "**/.dvcignore"];

/** A refresh asks the editor to pull again; several changes at once are one refresh. */
const refreshDelay = 100;

/** Answers one client: the only place that knows JSON-RPC. Works until the connection ends. */
export function serve(connection: Connection, files: Files): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = createWorkspace(cacheFiles(files));
  let client: InitializeParams["capabilities"] = {};
  let options: ServerOptions = {};

  connection.onInitialize(({ capabilities, initializationOptions }): InitializeResult => {
    client = capabilities;
    options = readServerOptions(initializationOptions);
    return { capabilities: serverCapabilities, serverInfo: { name: "trainyard" } };
  });
  connection.onInitialized(() => {
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    const watchers = watched.map((globPattern) => ({ globPattern }));
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });

  const refresh = createRefresh(() => {
    if (client.workspace?.diagnostics?.refreshSupport !== true) return;
    // A client that is going away refuses; it needs no diagnostics any more.
    connection.languages.diagnostics.refresh().catch(() => undefined);
  });
  connection.onShutdown(() => refresh.cancel());
  documents.onDidChangeContent(({ document }) =>
    workspace.setText(pathOfUri(document.uri), document.getText()),
  );
  documents.onDidClose(({ document }) => workspace.closeText(pathOfUri(document.uri)));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (type === FileChangeType.Changed && documents.get(uri) !== undefined) continue;
      workspace.fileChanged(pathOfUri(uri));
    }
    refresh.request();
  });

  const answer = createFence(connection);
  const context = (uri: string) => ({ ...contextOf(workspace, documents, uri), ...options });
  const at = <T>(
    { textDocument, position }: { textDocument: { uri: string }; position: Position },
    feature: (context: FeatureContext, offset: number) => T,
  ) => {
    const found = context(textDocument.uri);
    return feature(found, offsetAt(found, position));
  };

  connection.languages.diagnostics.on((params) =>
    answer(emptyReport, () => report(diagnose(context(params.textDocument.uri)), params.previousResultId)),
  );
  connection.onCompletion((params) => answer(null, () => at(params, complete)));
  connection.onHover((params) => answer(null, () => at(params, hover)));
  connection.onDefinition((params) => answer(null, () => at(params, findDefinition)));
  connection.onCodeAction((params) =>
    answer(null, () => quickFixes(context(params.textDocument.uri), params.context.diagnostics)),
  );
  connection.onDocumentSymbol((params) => answer(null, () => listSymbols(context(params.textDocument.uri))));

  documents.listen(connection);
  connection.listen();
}

const serverCapabilities: InitializeResult["capabilities"] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  diagnosticProvider: { identifier: "trainyard", interFileDependencies: true, workspaceDiagnostics: false },
  completionProvider: { triggerCharacters: [".", "{", "$", "-", " ", "/"] },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix"] },
  documentSymbolProvider: true,
};

const emptyReport: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** The same diagnostics as before are one word: the editor keeps what it shows. */
function report(items: ReturnType<typeof diagnose>, previous: string | undefined): DocumentDiagnosticReport {
  const resultId = fingerprint(JSON.stringify(items));
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** FNV-1a over UTF-16 units, with the length: enough to tell one version of a list from the next. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/** Runs a handler; a fault in one feature is logged and gives no result, and the server lives on. */
function createFence(connection: Connection) {
  return <T>(nothing: T, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return nothing;
    }
  };
}

function createRefresh(refresh: () => void): { request: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  return {
    request: () => {
      cancel();
      timer = setTimeout(refresh, refreshDelay);
    },
    cancel,
  };
}

function contextOf(
  workspace: Workspace,
  documents: TextDocuments<TextDocument>,
  uri: string,
): FeatureContext {
  const { snapshot, path } = workspace.locate(pathOfUri(uri));
  // The editor's own spelling of a URI differs from ours for some characters: an open document keeps its own.
  const opened = new Map(documents.keys().map((known) => [pathOfUri(known), known]));
  return {
    snapshot,
    path,
    uriOf: (file) => {
      const absolute = `${snapshot.root}/${file}`;
      return opened.get(absolute) ?? uriOfPath(absolute);
    },
  };
}

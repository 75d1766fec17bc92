import {
  type ClientCapabilities,
  type Connection,
  FileChangeType,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { readServerOptions, type ServerOptions } from "#protocol/server-options";
import { createAnswer, inBackground } from "./connection/answer.ts";
import { answerDiagnostics } from "./connection/diagnostics-requests.ts";
import { answerDocuments, documentCapabilities } from "./connection/feature-requests.ts";
import { readFolders } from "./connection/first-index.ts";
import { answerNames, nameCapabilities } from "./connection/name-requests.ts";
import { registerNamed } from "./connection/named-documents.ts";
import { openDocuments } from "./connection/open-documents.ts";
import { answerPresentation, presentationCapabilities } from "./connection/presentation-requests.ts";
import { followSettings } from "./connection/settings.ts";
import { answerStructure, structureCapabilities, writtenDocuments } from "./connection/structure-requests.ts";
import { watchFiles } from "./connection/watch.ts";
import type { FeatureContext } from "./features/lsp.ts";
import type { Platform } from "./platform.ts";
import { checkedFiles } from "./workspace/checked-files.ts";
import { pathOfUri, schemeOf, uriOfPath } from "./workspace/file-uri.ts";
import { namedFiles } from "./workspace/named-files.ts";
import type { Snapshot } from "./workspace/snapshot.ts";
import { createWorkspace } from "./workspace/workspace.ts";

/** Answers one client until the connection ends. What knows JSON-RPC is here and in `connection/`. */
export function serve(connection: Connection, ofProgram: Platform): void {
  const { files, sharedSettings } = ofProgram;
  const documents = openDocuments();
  const workspace = createWorkspace(files, sharedSettings);
  const folders = new Set<string>();
  let client: ClientCapabilities = {};
  let options: ServerOptions = {};

  const uriOf = (snapshot: Snapshot, path: string, like: string): string => {
    const absolute = `${snapshot.root}/${path}`;
    return documents.uriOfPath(absolute) ?? uriOfPath(absolute).replace(/^file:/, `${schemeOf(like)}:`);
  };
  /** As the folders that are open may be on something else than a disk. */
  const uriInFolders = (path: string): string => {
    const folder = [...folders].find((uri) => `${path}/`.startsWith(`${pathOfUri(uri)}/`));
    return uriOfPath(path).replace(/^file:/, `${schemeOf(folder ?? "file:")}:`);
  };
  const context = (uri: string): FeatureContext => {
    const located = workspace.locate(pathOfUri(uri));
    return { ...located, ...options, uriOf: (path) => uriOf(located.snapshot, path, uri) };
  };
  const everyFile = () =>
    [...folders].flatMap((folder) =>
      workspace
        .repositories(pathOfUri(folder))
        .flatMap((snapshot) => checkedFiles(snapshot).map((path) => uriOf(snapshot, path, folder))),
    );
  const repositories = (): FeatureContext[] =>
    [...folders].flatMap((folder) =>
      workspace
        .repositories(pathOfUri(folder))
        .map((snapshot) => ({ snapshot, path: "", uriOf: (path) => uriOf(snapshot, path, folder) })),
    );
  const filesCame = (): void => {
    workspace.filesCame();
    followFiles();
    diagnostics.refresh();
  };
  const platform: Platform = {
    ...ofProgram,
    fetchMissing: async () => {
      const some = (await ofProgram.fetchMissing?.()) === true;
      if (some) filesCame();
      return some;
    },
  };
  const answer = createAnswer(connection, platform);
  const watching = watchFiles(connection, () => client, { files, uriOf: uriInFolders });
  const named = registerNamed(connection, {
    client: () => client,
    options: () => options,
    platform,
    named: () => repositories().map(({ snapshot }) => namedFiles(snapshot)),
    uriOf: uriInFolders,
  });
  let areFoldersRead = false;
  /** What was read may name other files. Until all of it is read once, to look for them would be to read it at a stretch. */
  const followFiles = (): void => {
    watching.update();
    if (areFoldersRead) named.update();
  };
  const diagnostics = answerDiagnostics(connection, {
    answer,
    platform,
    documents,
    context,
    everyFile: () => [...new Set(everyFile())],
    isApart: (uri) => named.has(pathOfUri(uri)),
    client: () => client,
    options: () => options,
  });
  const settings = followSettings(
    connection,
    () => client,
    ({ levels, workspaceDiagnostics }) => {
      options = { ...options, levels };
      inBackground(connection, diagnostics.offer({ workspaceDiagnostics }));
      diagnostics.refresh();
    },
  );
  answerDocuments(connection, { answer, context, client: () => client, untold: diagnostics.untold });
  answerPresentation(connection, { answer, context });
  const structure = answerStructure(connection, { answer, context, repositories, client: () => client });
  answerNames(connection, {
    answer,
    context,
    client: () => client,
    pathIn: ({ snapshot }, uri) => pathOfUri(uri).slice(snapshot.root.length + 1),
  });

  connection.onInitialize(
    ({ capabilities, initializationOptions, workspaceFolders, rootUri }): InitializeResult => {
      client = capabilities;
      options = readServerOptions(initializationOptions);
      const opened = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
      opened.forEach((uri) => folders.add(uri));
      return {
        serverInfo: { name: "trainyard" },
        capabilities: {
          textDocumentSync: TextDocumentSyncKind.Incremental,
          ...documentCapabilities,
          ...nameCapabilities,
          ...structureCapabilities,
          ...presentationCapabilities,
          ...diagnostics.capabilities(),
          workspace: {
            ...nameCapabilities.workspace,
            ...writtenDocuments,
            workspaceFolders: { supported: true, changeNotifications: true },
          },
        },
      };
    },
  );
  const read = async (uris: readonly string[]) => {
    await readFolders(connection, { client, platform, workspace }, uris.map(pathOfUri));
    areFoldersRead = true;
    followFiles();
  };
  const begin = async () => {
    if (client.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        removed.forEach(({ uri }) => folders.delete(uri));
        added.forEach(({ uri }) => folders.add(uri));
        inBackground(connection, read(added.map(({ uri }) => uri)));
      });
    }
    await diagnostics.offer({ workspaceDiagnostics: false });
    await settings.start();
    await read([...folders]);
  };
  connection.onInitialized(() => inBackground(connection, begin()));
  connection.onShutdown(() => {
    diagnostics.dispose();
    structure.dispose();
    watching.dispose();
    named.dispose();
  });
  documents.onChange((document) => {
    workspace.setText(pathOfUri(document.uri), document.getText());
    followFiles();
    structure.refresh();
  });
  documents.onClose(({ uri }) => workspace.closeText(pathOfUri(uri)));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (type === FileChangeType.Changed && documents.get(uri) !== undefined) continue;
      workspace.fileChanged(pathOfUri(uri));
    }
    followFiles();
    diagnostics.refresh();
    structure.refresh();
  });

  documents.listen(connection);
  connection.listen();
}

import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  createConnection,
  createProtocolConnection,
  type DocumentDiagnosticReport,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "../../server/src/connection.ts";
import { memoryPlatform } from "./memory-files.ts";

const root = "/repository";

/** A client that speaks with a server over streams in memory. */
export interface LanguageClient {
  readonly connection: ProtocolConnection;
  readonly uriOf: (path: string) => string;
  readonly open: (path: string, text: string, languageId?: string) => Promise<void>;
  /** Puts text in place of `[line, from, to]`. */
  readonly edit: (path: string, place: readonly [number, number, number], text: string) => Promise<void>;
  /** Codes of the diagnostics that the client asks for. */
  readonly codes: (path: string) => Promise<unknown[]>;
  readonly pull: (path: string, previousResultId?: string) => Promise<DocumentDiagnosticReport>;
  /** Tells that a file on disk was made or changed. */
  readonly changeOnDisk: (path: string, text: string) => Promise<void>;
}

/**
 * Starts a server with files in the folder that the client has opened.
 * @param answers what the client says to requests of the server, before the server is initialised
 */
export async function startLanguageClient(
  files: Readonly<Record<string, string>>,
  capabilities: ClientCapabilities = {},
  answers: (connection: ProtocolConnection) => void = () => undefined,
  initializationOptions: object = {},
): Promise<LanguageClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const disk: Record<string, string> = { [`${root}/.dvc/config`]: "" };
  for (const [file, text] of Object.entries(files)) disk[`${root}/${file}`] = text;
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  serve(server, memoryPlatform(disk));
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  answers(connection);
  connection.listen();
  const uriOf = (path: string) => `file://${root}/${path}`;
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: `file://${root}`, name: "repository" }],
    capabilities,
    initializationOptions,
  });
  await connection.sendNotification("initialized", {});
  let version = 1;
  const pull = (path: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    connection.sendRequest("textDocument/diagnostic", {
      textDocument: { uri: uriOf(path) },
      ...(previousResultId !== undefined && { previousResultId }),
    });
  return {
    connection,
    uriOf,
    open: (path, text, languageId = "yaml") =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uriOf(path), languageId, version: 1, text },
      }),
    edit: (path, [line, from, to], text) => {
      version += 1;
      const range = { start: { line, character: from }, end: { line, character: to } };
      return connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uriOf(path), version },
        contentChanges: [{ range, text }],
      });
    },
    pull,
    codes: async (path) => {
      const report = await pull(path);
      return report.kind === "full" ? report.items.map(({ code }) => code) : [];
    },
    changeOnDisk: (path, text) => {
      disk[`${root}/${path}`] = text;
      return connection.sendNotification("workspace/didChangeWatchedFiles", {
        changes: [{ uri: uriOf(path), type: 2 }],
      });
    },
  };
}

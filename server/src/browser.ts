import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { readFilesAnswer } from "#protocol/file-requests";
import { serverRequests } from "#protocol/names";
import { createClientFiles } from "./client-files.ts";
import { serve } from "./connection.ts";

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);

serve(connection, {
  ...createClientFiles(async (request) =>
    readFilesAnswer(await connection.sendRequest(serverRequests.files, request), request),
  ),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
});

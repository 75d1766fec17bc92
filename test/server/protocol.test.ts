import { afterEach, expect, test } from "vitest";
import type { DocumentDiagnosticReport, ProtocolConnection } from "vscode-languageserver/node";
import { type LanguageClient, startLanguageClient } from "../support/language-client.ts";

const root = "/repository";
const uri = `file://${root}/dvc.yaml`;

let client: LanguageClient | undefined;

afterEach(() => client?.connection.dispose());

/** The connection to a server over in-memory streams, initialised, with dvc.yaml opened as given. */
async function open(text: string, files: Readonly<Record<string, string>> = {}): Promise<ProtocolConnection> {
  client = await startLanguageClient(files, {}, undefined, { rules: "file:///rules" });
  await client.open("dvc.yaml", text);
  return client.connection;
}

function pull(connection: ProtocolConnection, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return connection.sendRequest("textDocument/diagnostic", { textDocument: { uri }, previousResultId });
}

test("diagnostics are pulled, and unchanged ones are one word", async () => {
  const connection = await open("stages:\n  train:\n    cmdd: x\n");
  const first = await pull(connection);
  if (first.kind !== "full") throw new Error("The first report has to be a full one.");
  expect(first.items.map(({ code }) => code)).toContain("dvc/unknown-key");
  const again = await pull(connection, first.resultId);
  expect(again.kind).toBe("unchanged");
});

test("a diagnostic leads to the page of its rule", async () => {
  const first = await pull(await open("stages:\n  train:\n    cmdd: x\n"));
  if (first.kind !== "full") throw new Error("The first report has to be a full one.");
  const links = first.items.map(({ codeDescription }) => codeDescription?.href);
  expect(links).toContain("file:///rules/dvc/unknown-key.md");
});

test("an edit is seen before it is saved", async () => {
  const connection = await open("stages:\n  train:\n    cmdd: x\n");
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } }, text: "cmd" },
    ],
  });
  expect(await pull(connection)).toMatchObject({ kind: "full", items: [] });
});

test("a quick fix repairs what its diagnostic says", async () => {
  const connection = await open("stages:\n  train:\n    cmdd: x\n");
  const report = await pull(connection);
  if (report.kind !== "full") throw new Error("The first report has to be a full one.");
  const diagnostics = report.items.filter(({ code }) => code === "dvc/unknown-key");
  const actions = await connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri },
    range: diagnostics[0]?.range,
    context: { diagnostics },
  });
  expect(Array.isArray(actions) && actions[0]).toMatchObject({
    edit: { changes: { [uri]: [{ range: diagnostics[0]?.range, newText: "cmd" }] } },
  });
});

test("a variable's value comes from the file on disk, and from the editor once it is open there", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x ${lr}\n", { "params.yaml": "lr: 1\n" });
  const hover = () =>
    connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line: 2, character: 13 },
    });
  expect(JSON.stringify(await hover())).toContain("lr: 1");
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: `file://${root}/params.yaml`, languageId: "yaml", version: 1, text: "lr: 2\n" },
  });
  expect(JSON.stringify(await hover())).toContain("lr: 2");
});

test("a rename that is refused says why, and one that is not changes every file", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x ${lr}\n", {
    "params.yaml": "lr: 1\nseed: 2\n",
  });
  const rename = (newName: string) =>
    connection.sendRequest("textDocument/rename", {
      textDocument: { uri },
      position: { line: 2, character: 13 },
      newName,
    });
  await expect(rename("seed")).rejects.toThrow("There is a 'seed' in params.yaml already.");
  expect(await rename("rate")).toMatchObject({
    changes: { [uri]: [{ newText: "rate" }], [`file://${root}/params.yaml`]: [{ newText: "rate" }] },
  });
});

test("every feature answers over the protocol", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x ${lr}\n    outs: [m]\n", {
    "params.yaml": "lr: 1\n",
  });
  const textDocument = { uri };
  const position = { line: 1, character: 4 };
  const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  const options = { tabSize: 2, insertSpaces: true };
  const requests: Readonly<Record<string, object>> = {
    "textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
    "textDocument/documentHighlight": { textDocument, position },
    "textDocument/prepareRename": { textDocument, position },
    "textDocument/documentSymbol": { textDocument },
    "workspace/symbol": { query: "tr" },
    "textDocument/prepareCallHierarchy": { textDocument, position },
    "textDocument/codeLens": { textDocument },
    "textDocument/inlayHint": { textDocument, range },
    "textDocument/semanticTokens/full": { textDocument },
    "textDocument/semanticTokens/range": { textDocument, range },
    "textDocument/foldingRange": { textDocument },
    "textDocument/selectionRange": { textDocument, positions: [position] },
    "workspace/willRenameFiles": { files: [{ oldUri: `file://${root}/m`, newUri: `file://${root}/n` }] },
  };
  for (const [method, params] of Object.entries(requests)) {
    const answer = await connection.sendRequest<unknown>(method, params);
    expect(answer, method).not.toBeNull();
    if (Array.isArray(answer)) expect(answer, method).not.toEqual([]);
  }
  for (const [method, params] of Object.entries({
    "textDocument/documentLink": { textDocument },
    "textDocument/formatting": { textDocument, options },
    "textDocument/rangeFormatting": { textDocument, range, options },
    "textDocument/rangesFormatting": { textDocument, ranges: [range], options },
  }))
    expect(await connection.sendRequest<unknown>(method, params), method).toEqual([]);
});

test("other texts at the path of a file are left alone", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x\n");
  for (const scheme of ["git", "trainyard-resolved"]) {
    const textDocument = { uri: uri.replace("file:", `${scheme}:`) };
    const tokens = await connection.sendRequest("textDocument/semanticTokens/full", { textDocument });
    expect(tokens).toEqual({ data: [] });
  }
});

test("the call hierarchy is asked for in two steps", async () => {
  const connection = await open(
    "stages:\n  make:\n    cmd: x\n    outs: [m]\n  use:\n    cmd: y\n    deps: [m]\n",
  );
  const [item] = await connection.sendRequest<object[]>("textDocument/prepareCallHierarchy", {
    textDocument: { uri },
    position: { line: 1, character: 4 },
  });
  expect(await connection.sendRequest("callHierarchy/incomingCalls", { item })).toMatchObject([
    { from: { name: "use" }, fromRanges: [{ start: { line: 6, character: 11 } }] },
  ]);
});

test("the resolved dvc.yaml is a document of the server", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x ${lr}\n", { "params.yaml": "lr: 1\n" });
  const content = await connection.sendRequest("workspace/textDocumentContent", {
    uri: `trainyard-resolved://${root}/dvc.resolved.yaml`,
  });
  expect(content).toMatchObject({ text: expect.stringContaining("cmd: x 1") });
});

test("a client is told of changes of a resolved document for as long as it asks for it", async () => {
  const connection = await open("stages:\n  train:\n    cmd: x\n");
  const shown = `trainyard-resolved://${root}/dvc.resolved.yaml`;
  const told: string[] = [];
  const refreshed = () => new Promise<void>((resolve) => (wake = resolve));
  let wake = (): void => undefined;
  connection.onRequest("workspace/textDocumentContent/refresh", (params: { uri: string }) => {
    told.push(params.uri);
    wake();
    return null;
  });
  const ask = () => connection.sendRequest("workspace/textDocumentContent", { uri: shown });
  const edit = (version: number, text: string) =>
    connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  await ask();
  const first = refreshed();
  await edit(2, "stages:\n  train:\n    cmd: y\n");
  await first;
  await ask();
  const second = refreshed();
  await edit(3, "stages:\n  train:\n    cmd: z\n");
  await second;
  // It has closed the document, and asks no more.
  await edit(4, "stages:\n  train:\n    cmd: u\n");
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(told).toEqual([shown, shown]);
});

test("no text makes the server fall over", async () => {
  const texts = [
    "",
    "stages:",
    "stages: []",
    "a: [",
    "\u0000\u0001",
    "- ".repeat(3000),
    "stages:\n  x:\n    cmd: ${",
    "&a [*a]",
    "?",
  ];
  const connection = await open("");
  for (const [version, text] of texts.entries()) {
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: version + 2 },
      contentChanges: [{ text }],
    });
    const position = { line: 0, character: Math.min(text.length, 3) };
    for (const request of ["hover", "completion", "definition"]) {
      await connection.sendRequest(`textDocument/${request}`, { textDocument: { uri }, position });
    }
    expect((await pull(connection)).kind).toBe("full");
  }
});

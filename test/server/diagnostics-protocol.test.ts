import { afterEach, expect, test, vi } from "vitest";
import {
  type ClientCapabilities,
  CancellationTokenSource,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import { type LanguageClient, startLanguageClient } from "../support/language-client.ts";

let client: LanguageClient | undefined;

afterEach(() => client?.connection.dispose());

async function start(...options: Parameters<typeof startLanguageClient>): Promise<LanguageClient> {
  client = await startLanguageClient(...options);
  return client;
}

const pulling: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
};

test("a client that cannot ask for diagnostics is sent them, with the version that they are of", async () => {
  const sent: PublishDiagnosticsParams[] = [];
  const { open, edit, connection } = await start({}, {}, (connection) =>
    connection.onNotification("textDocument/publishDiagnostics", (params) => void sent.push(params)),
  );
  await open("dvc.yaml", "stages:\n  train:\n    cmdd: x\n");
  await vi.waitFor(() =>
    expect(sent.at(-1)?.diagnostics.map(({ code }) => code)).toEqual(["dvc/unknown-key"]),
  );
  await edit("dvc.yaml", [2, 4, 8], "cmd");
  await vi.waitFor(() => expect(sent.at(-1)).toMatchObject({ version: 2, diagnostics: [] }));
  await connection.sendNotification("textDocument/didClose", { textDocument: { uri: sent[0]?.uri } });
  await vi.waitFor(() => expect(sent.at(-1)?.version).toBeUndefined());
});

test("a client that was sent diagnostics is sent them again when a file that they need changes", async () => {
  const sent: PublishDiagnosticsParams[] = [];
  const { open, changeOnDisk } = await start({ "params.yaml": "a: 1\n" }, {}, (connection) =>
    connection.onNotification("textDocument/publishDiagnostics", (params) => void sent.push(params)),
  );
  await open("dvc.yaml", "stages:\n  train:\n    cmd: x ${lr}\n");
  await vi.waitFor(() =>
    expect(sent.at(-1)?.diagnostics.map(({ code }) => code)).toEqual(["dvc/interp-unknown"]),
  );
  await changeOnDisk("params.yaml", "lr: 1\n");
  await vi.waitFor(() => expect(sent.at(-1)?.diagnostics).toEqual([]));
});

test("a client that was sent diagnostics is sent them again when another document is edited or closed", async () => {
  const sent: PublishDiagnosticsParams[] = [];
  const { open, edit, connection, uriOf } = await start({ "params.yaml": "a: 1\n" }, {}, (connection) =>
    connection.onNotification("textDocument/publishDiagnostics", (params) => void sent.push(params)),
  );
  const codes = () =>
    sent.findLast(({ uri }) => uri === uriOf("dvc.yaml"))?.diagnostics.map(({ code }) => code);
  await open("dvc.yaml", "stages:\n  train:\n    cmd: x ${lr}\n");
  await open("params.yaml", "a: 1\n");
  await vi.waitFor(() => expect(codes()).toEqual(["dvc/interp-unknown"]));
  await edit("params.yaml", [0, 0, 1], "lr");
  await vi.waitFor(() => expect(codes()).toEqual([]));
  const textDocument = { uri: uriOf("params.yaml") };
  await connection.sendNotification("textDocument/didClose", { textDocument });
  await vi.waitFor(() => expect(codes()).toEqual(["dvc/interp-unknown"]));
});

test("what is new on the line that is being typed waits for a second of rest", async () => {
  let refreshes = 0;
  const { open, edit, codes } = await start({}, pulling, (connection) =>
    connection.onRequest("workspace/diagnostic/refresh", () => void (refreshes += 1)),
  );
  await open("dvc.yaml", "stages:\n  train:\n    cmd: x\n    \n");
  expect(await codes("dvc.yaml")).toEqual([]);
  await edit("dvc.yaml", [3, 4, 4], "d");
  expect(await codes("dvc.yaml")).toEqual([]);
  await vi.waitFor(() => expect(refreshes).toBe(1), { timeout: 5000 });
  expect(await codes("dvc.yaml")).not.toEqual([]);
});

test("what was shown on a line stays while the line is typed, and another line is judged at once", async () => {
  const { open, edit, codes } = await start({}, pulling);
  await open("dvc.yaml", "stages:\n  train:\n    cmdd: x\n  other:\n    cmd: x\n");
  expect(await codes("dvc.yaml")).toEqual(["dvc/unknown-key"]);
  await edit("dvc.yaml", [2, 8, 8], "d");
  expect(await codes("dvc.yaml")).toEqual(["dvc/unknown-key"]);
  await edit("dvc.yaml", [4, 4, 7], "cmm");
  expect(await codes("dvc.yaml")).toEqual(["dvc/missing-cmd", "dvc/unknown-key"]);
});

test("a line that Enter has opened is waited for, and what is below moves with it", async () => {
  const { open, edit, codes } = await start({}, pulling);
  await open("dvc.yaml", "stages:\n  train:\n  other:\n    cmd: x\n    cmdd: x\n");
  expect(await codes("dvc.yaml")).toEqual(["dvc/missing-cmd", "dvc/unknown-key"]);
  await edit("dvc.yaml", [1, 8, 8], "\n    cmd: x\n  new:\n    ");
  expect(await codes("dvc.yaml")).toEqual(["dvc/unknown-key"]);
  await edit("dvc.yaml", [4, 4, 4], "c");
  expect(await codes("dvc.yaml")).toEqual(["dvc/unknown-key"]);
  await edit("dvc.yaml", [5, 8, 8], " ");
  expect(await codes("dvc.yaml")).toEqual(["dvc/expected-map", "dvc/unknown-key"]);
});

test("a request that is cancelled before its turn is refused, and a pull asks to be sent again", async () => {
  const { open, connection, uriOf } = await start({}, pulling);
  await open("dvc.yaml", "stages:\n  train:\n    cmd: x\n");
  const cancelling = new CancellationTokenSource();
  const textDocument = { uri: uriOf("dvc.yaml") };
  const pull = connection.sendRequest("textDocument/diagnostic", { textDocument }, cancelling.token);
  const hover = connection.sendRequest(
    "textDocument/hover",
    { textDocument, position: { line: 2, character: 5 } },
    cancelling.token,
  );
  cancelling.cancel();
  await Promise.all([
    expect(hover).rejects.toMatchObject({ code: -32800 }),
    expect(pull).rejects.toMatchObject({ code: -32802, data: { retriggerRequest: true } }),
  ]);
});

test("the whole workspace is judged where the client asks, files that did not change in one word", async () => {
  const { connection, uriOf } = await start(
    {
      "dvc.yaml": "stages:\n  train:\n    cmdd: x\n",
      "sub/.dvc/config": "",
      "sub/dvc.yaml": "stages:\n  a:\n    cmd: x ${y}\n",
      "sub/params.yaml": "x: 1\n",
    },
    pulling,
  );
  const ask = (
    previousResultIds: readonly { uri: string; value: string }[],
  ): Promise<WorkspaceDiagnosticReport> =>
    connection.sendRequest("workspace/diagnostic", { previousResultIds });
  const { items } = await ask([]);
  const codes = items.map((item) => [
    item.uri,
    item.kind === "full" ? item.items.map(({ code }) => code) : [],
  ]);
  expect(Object.fromEntries(codes)).toEqual({
    [uriOf("dvc.yaml")]: ["dvc/unknown-key"],
    [uriOf("sub/dvc.yaml")]: ["dvc/interp-unknown"],
    [uriOf("sub/params.yaml")]: [],
  });
  const again = await ask(items.map(({ uri, resultId = "" }) => ({ uri, value: resultId })));
  expect(again.items.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged", "unchanged"]);
});

test("the setting for the whole workspace offers its diagnostics, and one for rules is followed", async () => {
  const registered: RegistrationParams["registrations"] = [];
  let setting: object = { diagnostics: { workspace: true }, rules: { "dvc/unknown-key": "off" } };
  const { open, codes, connection } = await start(
    {},
    {
      textDocument: { diagnostic: { dynamicRegistration: true } },
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    },
    (connection) => {
      connection.onRequest("workspace/configuration", () => [setting]);
      connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
        registered.push(...registrations);
      });
      connection.onRequest("client/unregisterCapability", () => undefined);
    },
  );
  await open("dvc.yaml", "stages:\n  train:\n    cmdd: x\n    cmd: x\n");
  await vi.waitFor(() =>
    expect(registered.at(-1)).toMatchObject({
      method: "textDocument/diagnostic",
      registerOptions: { workspaceDiagnostics: true },
    }),
  );
  expect(await codes("dvc.yaml")).toEqual([]);
  setting = {};
  await connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await vi.waitFor(async () => expect(await codes("dvc.yaml")).toEqual(["dvc/unknown-key"]));
});

test("the client is asked to watch just the files that answers were made of", async () => {
  const watched: unknown[] = [];
  const { open, codes } = await start(
    { "params.yaml": "lr: 1\n", "conf/model.json": "{}", "src/train.py": "" },
    { workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } } },
    (connection) => {
      connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
        watched.push(registrations[0]?.registerOptions);
      });
      connection.onRequest("client/unregisterCapability", () => undefined);
    },
  );
  await open(
    "dvc.yaml",
    "stages:\n  train:\n    cmd: x\n    deps: [src/train.py, data/in]\n    params:\n    - conf/model.json:\n",
  );
  await codes("dvc.yaml");
  await vi.waitFor(() => expect(JSON.stringify(watched.at(-1))).toContain("model.json"), { timeout: 5000 });
  const text = JSON.stringify(watched.at(-1));
  expect(text).toContain('{"globPattern":{"baseUri":"file:///repository/data","pattern":"*"},"kind":5}');
  expect(text).not.toContain("**/*.yaml");
});

test("what another extension tells of YAML is not told twice", async () => {
  const { open, codes } = await start({}, pulling, () => undefined, { yamlIsChecked: true });
  await open("params.yaml", "a: 1\nb\n");
  await open("dvc.yaml", "stages:\n  a:\n    de\n    cmd: x\n", "dvc");
  expect(await codes("params.yaml")).toEqual([]);
  expect(await codes("dvc.yaml")).toContain("yaml/incomplete-key");
  await open("sub/dvc.yaml", "stages:\n  a:\n    cmdd: x\n", "dvc");
  expect(await codes("sub/dvc.yaml"), "what DVC refuses is ours to tell").toContain("dvc/unknown-key");
});

test("what another extension does not know of YAML is told beside it", async () => {
  const { open, codes } = await start({}, pulling, () => undefined, { yamlIsChecked: true });
  await open("params.yaml", "b:\t1\n? [c]\n: 1\nd: 1\nd: 2\n");
  expect(await codes("params.yaml")).toEqual(["yaml/tab", "yaml/complex-key"]);
});

test("what another extension tells is mended all the same, and what is not ours is not silenced", async () => {
  const { open, connection, uriOf } = await start({}, pulling, () => undefined, { yamlIsChecked: true });
  await open("params.yaml", "a: 1\nb: [1, 2\nc: 3\n");
  const titlesIn = async (line: number) => {
    const range = { start: { line, character: 0 }, end: { line, character: 1 } };
    const actions = await connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uriOf("params.yaml") },
      range,
      context: { diagnostics: [{ range, message: "Flow sequence", code: "E1", source: "YAML" }] },
    });
    return Array.isArray(actions) && actions.map(({ title }) => title);
  };
  expect(await titlesIn(0)).toEqual([]);
  expect(await titlesIn(1)).toEqual(["Add ']'"]);
});

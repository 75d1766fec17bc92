import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompletionList, Diagnostic, Hover } from "vscode-languageserver-types";
import { browserServer } from "../../scripts/build.mjs";
import { openBrowser } from "../support/browser.ts";
import { type LoopbackServer, startLoopback } from "../support/loopback-server.ts";

/** The bundle of the language server in a worker of Chromium, with a client whose files nobody else can read. */
const root = "vscode-vfs://github/ada/digits";
const folder = "//github/ada/digits";

const pipeline = `stages:
  train:
    cmd: python train.py --lr \${train.lr} --seed \${train.sed}
    params:
      - train.
`;

const files: Readonly<Record<string, string>> = {
  [`${folder}/params.yaml`]: "train:\n  lr: 0.01\n  seed: 1\n",
  [`${folder}/train.py`]: "",
  [`${folder}/dvc.yaml`]: pipeline,
  [`${folder}/src/dvc.yaml`]: "stages: {}\n",
};

let browser: Browser;
let served: LoopbackServer;

beforeAll(async () => {
  const { outputFiles } = await esbuild.build({
    ...browserServer,
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    bundle: true,
    minify: true,
    write: false,
    define: { ...browserServer.define, "process.env.NODE_ENV": '"production"' },
  });
  const headers = { "content-type": "text/javascript; charset=utf-8" };
  const body = outputFiles[0]?.text ?? "";
  served = await startLoopback(({ url }) => (url === "/server.js" ? { headers, body } : "<!doctype html>"));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await served.stop();
});

/** What the page keeps for the tests. */
interface PageClient {
  readonly files: Record<string, string>;
  readonly asked: readonly string[];
  readonly request: (method: string, params: object) => Promise<unknown>;
  readonly notify: (method: string, params: object) => void;
}

interface Client {
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly notify: (method: string, params: object) => Promise<void>;
  /** Paths that the server has asked for. */
  readonly asked: () => Promise<readonly string[]>;
  /** Puts another text in place of a file, and tells of it. */
  readonly change: (path: string, text: string) => Promise<void>;
}

/** A client in the page, which shows what is below the folder and nothing else. */
async function startClient(): Promise<Client> {
  const page = await browser.newPage();
  await page.goto(served.url);
  await page.evaluate(startInPage, files);
  const inPage = await page.evaluateHandle(() => (window as unknown as { client: PageClient }).client);
  const client: Client = {
    request: async <T>(method: string, params: object) =>
      (await inPage.evaluate((one, [name, more]) => one.request(name, more), [method, params] as const)) as T,
    notify: (method, params) =>
      inPage.evaluate((one, [name, more]) => one.notify(name, more), [method, params] as const),
    asked: () => inPage.evaluate(({ asked }) => asked),
    change: async (path, text) => {
      await inPage.evaluate((one, [at, content]) => void (one.files[at] = content), [path, text] as const);
      const changes = [{ uri: path.replace(folder, root), type: 2 }];
      await client.notify("workspace/didChangeWatchedFiles", { changes });
    },
  };
  await client.request("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: root, name: "digits" }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.notify("initialized", {});
  return client;
}

/** Runs in the page: JSON-RPC with the worker as VS Code's client speaks it, one message an object. */
function startInPage(texts: Record<string, string>): void {
  // VS Code starts the workers of extensions by a script in memory.
  const script = `importScripts("${location.origin}/server.js")`;
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const client = {
    files: { ...texts },
    asked: [] as string[],
    request: (method: string, params: object) => {
      const id = waiting.size + 1;
      worker.postMessage({ jsonrpc: "2.0", id, method, params });
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    notify: (method: string, params: object) => worker.postMessage({ jsonrpc: "2.0", method, params }),
  };
  const list = (folder: string): string[] | null => {
    const below = Object.keys(client.files).flatMap((path) =>
      path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
    );
    const names = below.map((path) => path.replace(/\/.*/, "/"));
    return folder.startsWith("//github/ada/digits") && names.length > 0 ? [...new Set(names)] : null;
  };
  worker.onmessage = ({ data }) => {
    if (data.method === "trainyard/files") {
      client.asked.push(...data.params.texts, ...data.params.folders.map((path: string) => `${path}/`));
      const result = {
        texts: data.params.texts.map((path: string) => client.files[path] ?? null),
        folders: data.params.folders.map(list),
      };
      worker.postMessage({ jsonrpc: "2.0", id: data.id, result });
    } else if (data.method !== undefined && data.id !== undefined) {
      worker.postMessage({ jsonrpc: "2.0", id: data.id, result: null });
    } else if (data.error !== undefined) waiting.get(data.id)?.reject(new Error(data.error.message));
    else waiting.get(data.id)?.resolve(data.result);
  };
  Object.assign(window, { client });
}

const uri = `${root}/dvc.yaml`;

async function openPipeline(): Promise<Client> {
  const client = await startClient();
  await client.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "dvc", version: 1, text: pipeline },
  });
  return client;
}

async function messages(client: Client): Promise<readonly string[]> {
  const { items } = await client.request<{ items: Diagnostic[] }>("textDocument/diagnostic", {
    textDocument: { uri },
  });
  return items.map(({ message }) => (typeof message === "string" ? message : message.value));
}

const at = (text: string) => {
  const before = pipeline.slice(0, pipeline.indexOf(text) + text.length).split("\n");
  return {
    textDocument: { uri },
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
};

test("diagnostics know the values of a file that only the client has", async () => {
  const client = await openPipeline();
  const told = await messages(client);
  expect(told.filter((message) => message.includes("train.sed"))).toHaveLength(1);
  expect(told.filter((message) => message.includes("train.lr"))).toEqual([]);
});

test("they follow what the client tells of that file", async () => {
  const client = await openPipeline();
  await messages(client);
  await client.change(`${folder}/params.yaml`, "train:\n  sed: 1\n");
  const told = await messages(client);
  expect(told.filter((message) => message.includes("train.lr"))).toHaveLength(1);
  expect(told.filter((message) => message.includes("train.sed"))).toEqual([]);
});

test("completion offers its keys, and a hover tells a value", async () => {
  const client = await openPipeline();
  const { items } = await client.request<CompletionList>("textDocument/completion", at("- train."));
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["train.lr", "train.seed"]));
  const hover = await client.request<Hover>("textDocument/hover", at("${train.l"));
  expect(JSON.stringify(hover.contents)).toContain("0.01");
});

test("a definition leads to where the client has the file", async () => {
  const client = await openPipeline();
  const found = await client.request("textDocument/definition", at("${train.l"));
  expect(JSON.stringify(found)).toContain(`${root}/params.yaml`);
});

test("each path is asked for once", async () => {
  const client = await openPipeline();
  await messages(client);
  await client.request("textDocument/hover", at("${train.l"));
  const asked = await client.asked();
  expect(asked).toContain(`${folder}/params.yaml`);
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
});

import { afterEach, describe, expect, test, vi } from "vitest";
import type {
  ClientCapabilities,
  RegistrationParams,
  RelativePattern,
  UnregistrationParams,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import { type LanguageClient, startLanguageClient } from "../support/language-client.ts";

let client: LanguageClient | undefined;

afterEach(() => client?.connection.dispose());

/** What a client was asked for, by file and method, as it stands at the moment. */
interface Asked {
  /** The methods of a file that are registered now. */
  readonly methods: (path: string) => readonly string[];
  /** Files of which the client was asked to tell besides params.yaml, as patterns in folders. */
  readonly opened: () => readonly string[];
  /** How often it was asked for a file. */
  readonly timesOpened: (path: string) => number;
}

const later = { dynamicRegistration: true };

const capabilities: ClientCapabilities = {
  textDocument: {
    filters: { relativePatternSupport: true },
    synchronization: later,
    diagnostic: later,
    hover: later,
    definition: later,
    references: later,
    codeAction: later,
    documentHighlight: later,
    rename: later,
    completion: later,
    documentSymbol: later,
    foldingRange: later,
    selectionRange: later,
    formatting: later,
    rangeFormatting: later,
  },
};

async function start(
  files: Readonly<Record<string, string>>,
  options: object = { namedFiles: true },
  able: ClientCapabilities = capabilities,
): Promise<LanguageClient & Asked> {
  const everOpened: string[] = [];
  const registered = new Map<string, { readonly method: string; readonly filters: readonly string[] }>();
  client = await startLanguageClient(
    files,
    able,
    (connection) => {
      connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
        for (const { id, method, registerOptions } of registrations) {
          const filters: string[] = (registerOptions?.documentSelector ?? []).map(written);
          registered.set(id, { method, filters });
          if (method === "textDocument/didOpen") everOpened.push(...filters);
        }
      });
      connection.onRequest("client/unregisterCapability", ({ unregisterations }: UnregistrationParams) => {
        for (const { id } of unregisterations) registered.delete(id);
      });
    },
    options,
  );
  const uriOf = (path: string) => `file:///repository/${path}`;
  const all = () => [...registered.values()];
  return {
    ...client,
    methods: (path) =>
      all()
        .filter(({ filters }) => filters.includes(uriOf(path)))
        .map(({ method }) => method.replace("textDocument/", "")),
    opened: () =>
      all()
        .filter(({ method }) => method === "textDocument/didOpen")
        .flatMap(({ filters }) => filters)
        .map((filter) => filter.slice(uriOf("").length))
        .filter((path) => !path.endsWith("params.yaml")),
    timesOpened: (path) => everOpened.filter((uri) => uri === uriOf(path)).length,
  };
}

/** `{ baseUri: "file:///a", pattern: "b" }` of files only, as `file:///a/b` */
function written(filter: { readonly scheme: string; readonly pattern: RelativePattern }): string {
  const { baseUri, pattern } = filter.pattern;
  return filter.scheme === "file" && typeof baseUri === "string" ? `${baseUri}/${pattern}` : "elsewhere";
}

/** Waits for what the server does once nothing has changed for a while. */
function soon(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 15_000 });
}

function stageWith(...params: readonly string[]): string {
  const lines = params.map((file) => `      - ${file}:\n          - lr\n`);
  return `stages:\n  train:\n    cmd: x\n    params:\n${lines.join("")}`;
}

describe("a client that tells of certain names only", () => {
  test("is asked for just the files that pipelines read, each by a pattern of its own", async () => {
    const { opened, methods } = await start({
      "dvc.yaml": `vars:\n  - base.yml:seed\nparams:\n  - top.json\n${stageWith("conf/train [1].toml", "params.yaml")}`,
      "base.yml": "seed: 1\n",
      "config.yaml": "lr: 1\n",
      "conf/train [1].toml": "lr = 1\n",
      "sub/.dvc/config": "",
      "sub/dvc.yaml":
        "stages:\n  a:\n    wdir: w\n    vars: [own.yaml]\n    cmd: x ${seed}\n    params:\n      - ../../config.yaml:\n",
      "sub/w/own.yaml": "seed: 1\n",
    });
    await soon(() =>
      expect(opened().toSorted()).toEqual([
        "base.yml",
        "conf/train [[]1[]].toml",
        "sub/w/own.yaml",
        "top.json",
      ]),
    );
    expect(methods("sub/params.yaml"), "read by each pipeline").toContain("hover");
    expect(methods("config.yaml"), "outside of the repository that names it").toEqual([]);
  });

  test("is asked for the files of a stage that cannot be resolved", async () => {
    const { opened } = await start({
      "dvc.yaml":
        "stages:\n  a:\n    wdir: sub\n    vars: [v.json]\n    cmd: x ${nowhere}\n    params:\n      - p.toml:\n      - ${no}.toml:\n",
    });
    await soon(() => expect(opened()).toEqual(["sub/v.json", "sub/p.toml"]));
  });

  test("is offered in each language what nobody else does better there", async () => {
    const files = ["a.yaml", "a.json", "a.toml", "a.py"];
    const { methods } = await start({ "dvc.yaml": stageWith(...files) });
    await soon(() => expect(methods("a.py")).not.toEqual([]));
    const text = ["didOpen", "didChange", "didClose", "diagnostic"];
    const inAll = [...text, "hover", "definition", "references", "codeAction"];
    const inData = [...inAll, "documentHighlight", "rename"];
    const ofYaml = ["documentSymbol", "foldingRange", "selectionRange", "formatting", "rangeFormatting"];
    expect(methods("a.py")).toEqual(inAll);
    expect(methods("a.json")).toEqual(inData);
    expect(methods("a.toml")).toEqual(inData);
    expect(methods("a.yaml")).toEqual([...inData, "completion", ...ofYaml]);
  });

  test("is not offered a second time what Red Hat's YAML extension gives", async () => {
    const { methods, open, codes } = await start(
      { "dvc.yaml": stageWith("a.yaml") },
      { namedFiles: true, yamlIsServed: true, yamlIsChecked: true },
    );
    await soon(() => expect(methods("a.yaml")).toContain("completion"));
    expect(methods("a.yaml")).not.toContain("formatting");
    expect(methods("a.yaml")).not.toContain("documentSymbol");
    await open("a.yaml", "lr: 1\nb\n");
    expect(await codes("a.yaml")).toEqual([]);
  });

  test("is told of files that come and go, and the others stay open", async () => {
    const { opened, timesOpened, open, edit } = await start({ "dvc.yaml": stageWith("kept.toml") });
    await open("dvc.yaml", stageWith("kept.toml"));
    await soon(() => expect(opened()).toEqual(["kept.toml"]));
    await edit("dvc.yaml", [6, 0, 0], "      - new.toml:\n");
    await soon(() => expect(opened()).toEqual(["kept.toml", "new.toml"]));
    await edit("dvc.yaml", [6, 8, 11], "other");
    await soon(() => expect(opened()).toEqual(["kept.toml", "other.toml"]));
    expect([timesOpened("kept.toml"), timesOpened("params.yaml")]).toEqual([1, 1]);
    await edit("dvc.yaml", [3, 4, 10], "meta");
    await soon(() => expect(opened()).toEqual([]));
  });

  test("keeps the files of a stage that is broken while it is typed", async () => {
    const text =
      "stages:\n  train:\n    foreach: [a]\n    do:\n      cmd: x\n      params:\n        - ${item}.toml:\n";
    const { opened, open, edit, changeOnDisk } = await start({
      "dvc.yaml": text,
      "sub/dvc.yaml": "stages: {}\n",
    });
    await open("dvc.yaml", text);
    await soon(() => expect(opened()).toEqual(["a.toml"]));
    await edit("dvc.yaml", [4, 11, 12], "x ${");
    await changeOnDisk("sub/dvc.yaml", stageWith("b.toml"));
    await soon(() => expect(opened()).toEqual(["a.toml", "sub/b.toml"]));
    await edit("dvc.yaml", [4, 11, 15], "x");
    await edit("dvc.yaml", [2, 14, 15], "c");
    await soon(() => expect(opened().toSorted()).toEqual(["c.toml", "sub/b.toml"]));
  });

  test("asks about such a file as about params.yaml", async () => {
    const { opened, open, codes, connection, uriOf } = await start({
      "dvc.yaml": stageWith("config.toml"),
      "config.toml": "lr = 1\n",
    });
    await soon(() => expect(opened()).toEqual(["config.toml"]));
    await open("config.toml", "lr = 1\nlr = 2\n", "toml");
    expect(await codes("config.toml")).toEqual(["toml/syntax"]);
    const textDocument = { uri: uriOf("config.toml") };
    const position = { line: 0, character: 1 };
    const edit = await connection.sendRequest("textDocument/rename", {
      textDocument,
      position,
      newName: "rate",
    });
    expect(edit).toMatchObject({ changes: { [uriOf("dvc.yaml")]: [{ newText: "rate" }] } });
  });

  test("has the problems of such a file by one of its two requests", async () => {
    const text = "lr = 1\nlr = 2\n";
    const { opened, open, codes, connection, uriOf } = await start({
      "dvc.yaml": stageWith("config.toml"),
      "config.toml": text,
    });
    await soon(() => expect(opened()).toEqual(["config.toml"]));
    const inWorkspace = async () => {
      const { items }: WorkspaceDiagnosticReport = await connection.sendRequest("workspace/diagnostic", {
        previousResultIds: [],
      });
      const report = items.find(({ uri }) => uri === uriOf("config.toml"));
      return report?.kind === "full" ? report.items.length : undefined;
    };
    expect(await inWorkspace()).toBe(1);
    await open("config.toml", text, "toml");
    expect(await inWorkspace()).toBe(0);
    expect(await codes("config.toml")).toHaveLength(1);
  });
});

test.each([
  ["tells of all files of a language", {}, capabilities],
  ["cannot be told of documents later", { namedFiles: true }, { textDocument: { hover: later } }],
])("a client that %s is asked for nothing and gets answers", async (_, options, able) => {
  const files = { "dvc.yaml": stageWith("config.toml"), "config.toml": "lr = 1\n" };
  const { opened, methods, open, connection, uriOf } = await start(files, options, able);
  await open("config.toml", "lr = 1\n", "toml");
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect([opened(), methods("config.toml")]).toEqual([[], []]);
  const textDocument = { uri: uriOf("config.toml") };
  const hover = await connection.sendRequest("textDocument/hover", {
    textDocument,
    position: { line: 0, character: 1 },
  });
  expect(JSON.stringify(hover)).toContain("Used by `train`");
});

import { describe, expect, test } from "vitest";
import {
  listIncoming,
  listOutgoing,
  prepareCallHierarchy,
} from "../../server/src/features/call-hierarchy.ts";
import { listCodeLenses } from "../../server/src/features/code-lenses.ts";
import { listInlayHints } from "../../server/src/features/inlay-hints.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { resolvedDocument } from "../../server/src/features/resolved-document.ts";
import { listSymbols } from "../../server/src/features/symbols.ts";
import { findSymbols } from "../../server/src/features/workspace-symbols.ts";
import { contextAt, textIn } from "../support/feature-context.ts";

const pipeline = [
  "stages:",
  "  make:",
  "    cmd: python make.py --lr ${train.lr}",
  "    params: [train.lr]",
  "    deps: [raw.csv]",
  "    outs: [model]",
  "  eval:",
  "    foreach: [a, b]",
  "    do:",
  "      cmd: eval ${item}",
  "      deps:",
  "        - model",
  "      outs:",
  "        - out-${item}",
  "artifacts:",
  "  best:",
  "    path: model",
  "",
].join("\n");

const hash = "0123456789abcdef0123456789abcdef";
const lock = (lr: string) =>
  [
    "schema: '2.0'",
    "stages:",
    "  make:",
    `    cmd: python make.py --lr ${lr}`,
    "    deps:",
    "    - path: raw.csv",
    "      hash: md5",
    `      md5: ${hash}`,
    "      size: 1234567",
    "    params:",
    "      params.yaml:",
    `        train.lr: ${lr}`,
    "    outs:",
    "    - path: model",
    "      hash: md5",
    `      md5: ${hash}.dir`,
    "      size: 10",
    "      nfiles: 2",
    "",
  ].join("\n");

const files = { "dvc.yaml": pipeline, "params.yaml": "train:\n  lr: 0.1\n", "dvc.lock": lock("0.1") };

describe("symbols", () => {
  test("an item that is still to be written has no name", () => {
    const { context } = contextAt({ "dvc.yaml": "stages:\n  a:\n    deps:\n      - \n" });
    const deps = listSymbols(context)[0]?.children?.[0]?.children?.[0];
    expect(deps?.children?.map(({ name }) => name)).toEqual(["(empty)"]);
  });

  test("of a document are its whole tree", () => {
    const { context } = contextAt(files);
    const names = (symbols: ReturnType<typeof listSymbols>): unknown[] =>
      symbols.map(({ name, children = [] }) => (children.length === 0 ? name : [name, ...names(children)]));
    expect(names(listSymbols(context))[0]).toEqual([
      "stages",
      ["make", "cmd", ["params", "train.lr"], ["deps", "raw.csv"], ["outs", "model"]],
      ["eval", ["foreach", "a", "b"], ["do", "cmd", ["deps", "model"], ["outs", "out-${item}"]]],
    ]);
  });

  test("of a lock go by the path of each item", () => {
    const { context } = contextAt(files, "dvc.lock");
    const outs = listSymbols(context)[1]?.children?.[0]?.children?.at(-1);
    expect(outs?.children?.map(({ name }) => name)).toEqual(["model"]);
  });

  test("of the workspace are stages, artifacts and parameters", () => {
    const { context } = contextAt(files);
    const found = (query: string) => findSymbols(context, query).map(({ name }) => name);
    expect(found("")).toEqual(["make", "eval@a", "eval@b", "best", "train", "train.lr"]);
    expect(found("EVB")).toEqual(["eval@b"]);
    expect(found("zzz")).toEqual([]);
    const below = contextAt({ "sub/dvc.yaml": "stages:\n  make:\n    cmd: x\n" }, "sub/dvc.yaml");
    expect(findSymbols(below.context, "make")).toMatchObject([
      { name: "make", location: { uri: "file:///repository/sub/dvc.yaml" } },
    ]);
  });
});

describe("the call hierarchy", () => {
  const texts = (context: FeatureContext, ranges: readonly Parameters<typeof textIn>[2][]) =>
    ranges.map((range) => textIn(context, "dvc.yaml", range));

  test("of a stage has those that need it", () => {
    const { context, offset } = contextAt({ ...files, "dvc.yaml": pipeline.replace("  make:", "  ma|ke:") });
    const [item] = prepareCallHierarchy(context, offset);
    const calls = item === undefined ? [] : listIncoming(context, item);
    expect(calls.map(({ from }) => [from.name, from.detail])).toEqual([["eval", "2 stages"]]);
    expect(calls.map(({ fromRanges }) => texts(context, fromRanges))).toEqual([["model"]]);
  });

  test("of a stage has those that it needs, from anywhere inside of it", () => {
    const { context, offset } = contextAt({ ...files, "dvc.yaml": pipeline.replace("eval ${", "ev|al ${") });
    const [item] = prepareCallHierarchy(context, offset);
    const calls = item === undefined ? [] : listOutgoing(context, item);
    expect(calls.map(({ to }) => to.name)).toEqual(["make"]);
  });

  test("starts at a path with the stage that makes it", () => {
    const { context, offset } = contextAt({
      ...files,
      "dvc.yaml": pipeline.replace("path: model", "path: mo|del"),
    });
    expect(prepareCallHierarchy(context, offset).map(({ name }) => name)).toEqual(["make"]);
  });
});

describe("code lenses", () => {
  const titles = (changes: Readonly<Record<string, string>> = {}) =>
    listCodeLenses({ ...contextAt({ ...files, ...changes }).context, commands: true }).map(
      ({ command }) => command?.title,
    );

  test("tell what a stage is, who needs it and how many there are", () => {
    expect(titles()).toEqual([
      "$(play) Run",
      "recorded",
      "1 consumer",
      "$(play) Run all",
      "never run",
      "0 consumers",
      "2 stages",
    ]);
  });

  test("tell why a stage is stale", () => {
    expect(titles({ "dvc.lock": lock("0.2") })[1]).toBe("stale: train.lr 0.2 → 0.1 and 1 more");
    expect(titles({ "dvc.yaml": pipeline.replace("[raw.csv]", "[raw.csv, new.csv]") })[1]).toBe(
      "stale: new.csv is new",
    );
  });

  test("stay above a stage with a mistake, so that the text does not jump while an expression is typed", () => {
    const stages = "stages:\n  a:\n    cmd: x ${nowhere}\n  b:\n    foreach: []\n    do:\n      cmd: x\n";
    expect(titles({ "dvc.yaml": stages })).toEqual(["cannot run", "0 stages"]);
  });

  test("run commands of the extension where the client has them", () => {
    const { context } = contextAt(files);
    const [run, , consumers] = listCodeLenses({ ...context, commands: true });
    expect(run?.command).toMatchObject({
      command: "trainyard.stage.run",
      arguments: [{ uri: "file:///repository/dvc.yaml", target: "make" }],
    });
    expect(consumers?.command?.command).toBe("trainyard.server.showReferences");
    const plain = listCodeLenses(context).map(({ command }) => command);
    expect(plain.every((command) => command?.command === "")).toBe(true);
    expect(plain.map((command) => command?.title)).not.toContain("$(play) Run");
  });
});

describe("inlay hints", () => {
  test("show values, numbers of stages and recorded sizes", () => {
    const { context } = contextAt(files);
    const hints = listInlayHints(context, { start: 0, end: pipeline.length });
    expect(hints.map(({ position, label }) => [position.line + 1, label])).toEqual([
      [3, "0.1"],
      [8, "→ 2 stages"],
      [5, "1.23 MB"],
      [6, "2 files, 10 B"],
    ]);
  });

  test("stand behind the colon of a path with settings", () => {
    const text = pipeline.replace("outs: [model]", "outs:\n      - model:\n          cache: false");
    const { context } = contextAt({ ...files, "dvc.yaml": text });
    const hints = listInlayHints(context, { start: 0, end: text.length });
    expect(hints.find(({ label }) => label === "2 files, 10 B")?.position).toEqual({
      line: 6,
      character: 14,
    });
  });

  test("show a text as it is put in, in quotes where its ends could not be seen", () => {
    const text = "vars: [{d: data/raw, t: a b}]\nstages:\n  a:\n    cmd: x ${d} ${t}\n";
    const { context } = contextAt({ "dvc.yaml": text });
    const hints = listInlayHints(context, { start: 0, end: text.length });
    expect(hints.map(({ label }) => label)).toEqual(["data/raw", '"a b"']);
  });

  test("are those of the part that is asked for", () => {
    const { context } = contextAt(files);
    const start = pipeline.indexOf("  eval");
    expect(listInlayHints(context, { start, end: start + 40 }).map(({ label }) => label)).toEqual([
      "→ 2 stages",
    ]);
  });
});

test.each(["", "\r\n", "stages:", "stages:\n  a:", "é🎈: [", "- "])("nothing is shown of %j", (text) => {
  const { context } = contextAt({ "dvc.yaml": text });
  expect(listCodeLenses(context)).toEqual([]);
  expect(listInlayHints(context, { start: 0, end: text.length })).toEqual([]);
  expect(prepareCallHierarchy(context, text.length).length).toBeLessThan(2);
});

test("the resolved document has every stage, and says which definitions give none", () => {
  const { context } = contextAt({
    ...files,
    "dvc.yaml": `${pipeline.replace("artifacts", "  bad:\n    cmd: ${gone}\nartifacts")}`,
  });
  const text = resolvedDocument(context);
  expect(text).toContain("# 'bad' does not resolve");
  expect(text).toContain("  eval@b:\n    cmd: eval b\n");
  expect(resolvedDocument({ ...context, path: "params.yaml" })).toBeNull();
});

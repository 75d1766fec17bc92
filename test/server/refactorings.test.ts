import { describe, expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver-types";
import { loadPipelineFile } from "#core/pipeline/load";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { fixAll, listRefactorings } from "../../server/src/features/refactorings.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { contextAt } from "../support/feature-context.ts";

type Files = Readonly<Record<string, string>>;

/** The texts of files after an action, by path; those that it does not touch too. */
function apply(context: FeatureContext, files: Files, action: CodeAction): Record<string, string> {
  const texts: Record<string, string> = { ...files };
  const byUri = Object.entries(action.edit?.changes ?? {});
  for (const change of action.edit?.documentChanges ?? []) {
    if ("textDocument" in change)
      byUri.push([change.textDocument.uri, change.edits.filter((edit) => "newText" in edit)]);
  }
  for (const [uri, edits] of byUri) {
    const file = uri.replace("file:///repository/", "");
    const lines = context.snapshot.lines(file);
    // Of two at one place the first stands first.
    const ordered = edits
      .toReversed()
      .toSorted((a, b) => lines.offset(b.range.start) - lines.offset(a.range.start));
    texts[file] = ordered.reduce(
      (text, { range, newText }) =>
        text.slice(0, lines.offset(range.start)) + newText + text.slice(lines.offset(range.end)),
      texts[file] ?? "",
    );
  }
  return texts;
}

function stagesOf(files: Files): unknown {
  const { file, problems } = loadPipelineFile("dvc.yaml", { read: (path) => files[path] });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return file.stages.map(({ name, wdir, cmd, deps, outs, params }) => {
    const paths = [...deps, ...outs, ...params].map(({ path }) => path);
    return { name, wdir, cmd, paths };
  });
}

/** What refactorings make of a dvc.yaml with a `|` at the cursor, or two around the selection, by title. */
function refactored(marked: string, files: Files = {}): Record<string, Record<string, string>> {
  const [before = "", selected, after] = marked.split("|");
  const text = marked.replaceAll("|", "");
  const all = { ...files, "dvc.yaml": text };
  const { context } = contextAt(all);
  const selection = {
    start: before.length,
    end: before.length + (after === undefined ? 0 : (selected ?? "").length),
  };
  return Object.fromEntries(
    listRefactorings(context, selection).map((action) => [action.title, apply(context, all, action)]),
  );
}

describe("a value is extracted", () => {
  const pipeline = "stages:\n  train:\n    cmd: python t.py --lr 0.0|1 -x\n";
  const plain = pipeline.replace("|", "");

  test("to params.yaml, below the name of the stage", () => {
    const after = refactored(pipeline, { "params.yaml": "seed: 1 # one\n" })[
      "Extract to params.yaml as 'train.lr'"
    ];
    expect(after?.["dvc.yaml"]).toBe("stages:\n  train:\n    cmd: python t.py --lr ${train.lr} -x\n");
    expect(after?.["params.yaml"]).toBe("seed: 1 # one\ntrain:\n  lr: 0.01\n");
    expect(stagesOf(after ?? {})).toEqual(stagesOf({ "dvc.yaml": plain }));
  });

  test("to a params.yaml that is not there yet", () => {
    const after = refactored(pipeline)["Extract to params.yaml as 'train.lr'"];
    expect(after?.["params.yaml"]).toBe("train:\n  lr: 0.01\n");
  });

  test("to vars, which are made or added to", () => {
    expect(refactored(pipeline)["Extract to 'vars' as 'lr'"]?.["dvc.yaml"]).toBe(
      "vars:\n- lr: 0.01\nstages:\n  train:\n    cmd: python t.py --lr ${lr} -x\n",
    );
    const more = refactored(`vars:\n  - a: 1\n${pipeline}`)["Extract to 'vars' as 'lr'"];
    expect(more?.["dvc.yaml"]).toBe(
      "vars:\n  - a: 1\n    lr: 0.01\nstages:\n  train:\n    cmd: python t.py --lr ${lr} -x\n",
    );
  });

  test("or the parameter with that value is used", () => {
    const files = { "params.yaml": "train: {lr: 0.01}\n" };
    expect(Object.keys(refactored(pipeline, files))).toContain("Use ${train.lr}");
    expect(Object.keys(refactored(pipeline, { "params.yaml": "train: {lr: 0.5}\n" }))).not.toContain(
      "Extract to params.yaml as 'train.lr'",
    );
  });

  test("from a selection, in brackets with quotes", () => {
    const after = refactored("stages:\n  t:\n    cmd: x\n    deps: [a/|data|/b]\n")[
      "Extract to params.yaml as 't.data'"
    ];
    expect(after?.["dvc.yaml"]).toContain("deps: ['a/${t.data}/b']");
  });

  test("but not from a word, a key, or where no expression may be", () => {
    for (const text of [
      "stages:\n  t:\n    cmd: pyth|on x\n",
      "stages:\n  t:\n    cm|d: x 1\n",
      "stages:\n  t:\n    cmd: x\n    params: [|a|]\n",
      "stages:\n  t:\n    cmd: x ${|a|}\n",
    ])
      expect(Object.keys(refactored(text))).toEqual([]);
  });
});

describe("an expression is inlined", () => {
  test.each([
    ["stages:\n  t:\n    cmd: x ${a|.b}\n", "stages:\n  t:\n    cmd: x 0.5\n"],
    ["stages:\n  t:\n    cmd: x\n    desc: ${t|ext}\n", "stages:\n  t:\n    cmd: x\n    desc: 'a: b'\n"],
    ["stages:\n  t:\n    cmd: 'x ${it|s}'\n", "stages:\n  t:\n    cmd: 'x it''s'\n"],
    ['stages:\n  t:\n    cmd: "é🎈 ${on|}"\n', 'stages:\n  t:\n    cmd: "é🎈 true"\n'],
  ])("%#", (before, expected) => {
    const files = { "params.yaml": "a: {b: 0.5}\ntext: 'a: b'\nits: it's\non: true\n" };
    const [after] = Object.values(refactored(before, files));
    expect(after?.["dvc.yaml"]).toBe(expected);
    expect(stagesOf(after ?? {})).toEqual(stagesOf({ ...files, "dvc.yaml": before.replace("|", "") }));
  });

  test("not where the text would mean something else, or it is no single value", () => {
    const files = { "params.yaml": "a: {b: 0.5}\ntext: 'a: b'\n" };
    expect(refactored("stages:\n  t:\n    cmd: x ${t|ext}\n", files)).toEqual({});
    expect(refactored("stages:\n  t:\n    cmd: x ${|a}\n", files)).toEqual({});
  });
});

describe("foreach becomes a matrix with the same stages", () => {
  test.each([
    [
      "stages:\n  t:\n    foreach: [a, b]\n    do:|\n      cmd: x ${item}\n      deps:\n      - ${item}.csv\n  u:\n    cmd: y\n",
      "stages:\n  t:\n    matrix:\n      value: [a, b]\n    cmd: x ${item.value}\n    deps:\n    - ${item.value}.csv\n  u:\n    cmd: y\n",
    ],
    [
      "stages:\n  t|:\n    foreach:\n    - 1\n    - 2\n    do:\n      cmd: |2\n        x ${item}\n\n        y",
      undefined,
    ],
    [
      "stages:\n  t|:\n    foreach:\n    - 1\n    - 2\n    do:\n      cmd: >-\n        x\n        ${item}\n",
      "stages:\n  t:\n    matrix:\n      value:\n      - 1\n      - 2\n    cmd: >-\n      x\n      ${item.value}\n",
    ],
    [
      "stages:\n  t|:\n    foreach: ${l}\n    do:\n      cmd: x ${item}\n",
      "stages:\n  t:\n    matrix:\n      value: ${l}\n    cmd: x ${item.value}\n",
    ],
  ])("%#", (before, expected) => {
    if (expected === undefined) return;
    const files = { "params.yaml": "l: [x, y]\n" };
    const after = refactored(before, files)["Convert 'foreach' to 'matrix'"];
    expect(after?.["dvc.yaml"]).toBe(expected);
    expect(stagesOf(after ?? {})).toEqual(stagesOf({ ...files, "dvc.yaml": before.replace("|", "") }));
  });

  test("not over mappings, and not where 'key' is used", () => {
    expect(refactored("stages:\n  t|:\n    foreach: [{a: 1}]\n    do:\n      cmd: x ${item.a}\n")).toEqual(
      {},
    );
    expect(refactored("stages:\n  t|:\n    foreach: {a: 1}\n    do:\n      cmd: x ${key}\n")).toEqual({});
  });
});

describe("cd becomes wdir", () => {
  test("with the paths of the stage relative to it", () => {
    const before =
      "stages:\n  t:\n    cmd: cd src &&| python t.py\n    deps:\n    - src/t.py\n    - raw.csv\n    params:\n    - p.json:\n      - a\n    outs:\n    - src/m:\n        cache: false\n";
    const after = refactored(before)["Use 'wdir: src' instead of 'cd'"]?.["dvc.yaml"];
    expect(after).toBe(
      "stages:\n  t:\n    wdir: src\n    cmd: python t.py\n    deps:\n    - t.py\n    - ../raw.csv\n    params:\n    - ../p.json:\n      - a\n    outs:\n    - m:\n        cache: false\n",
    );
  });

  test("as the fix of the problem that tells of it", () => {
    const { context, offset } = contextAt({
      "dvc.yaml": "stages:\n  t:\n    cmd: c|d src && python t.py\n    deps: [src/t.py]\n    outs: [src/m]\n",
      "src/t.py": "",
    });
    const told = diagnose(context).filter(({ code }) => code === "cmd/cd-instead-of-wdir");
    const selection = { start: offset, end: offset };
    expect(told).toHaveLength(1);
    expect(listRefactorings(context, selection, told)).toMatchObject([
      { kind: "quickfix", diagnostics: told },
    ]);
    expect(listRefactorings(context, selection)).toMatchObject([{ kind: "refactor.rewrite" }]);
  });

  test("not where params.yaml would be another one, or a path comes from an expression", () => {
    expect(refactored("stages:\n  t|:\n    cmd: cd src && x\n    params: [a]\n")).toEqual({});
    expect(
      refactored("vars: [{d: q}]\nstages:\n  t|:\n    cmd: cd src && x\n    deps: ['${d}/a']\n"),
    ).toEqual({});
  });
});

test("all fixes that are surely right are one action", () => {
  const files = { "dvc.yaml": "stages:\n  a:\n    cmdd: x\n  b:\n    cmd: y\n    frozen: 'yes'\n" };
  const { context } = contextAt(files);
  const [action] = fixAll(context);
  if (action !== undefined) expect(apply(context, files, action)["dvc.yaml"]).not.toBe(files["dvc.yaml"]);
  expect(fixAll(contextAt({ "dvc.yaml": "stages:\n  a:\n    cmd: x\n" }).context)).toEqual([]);
});

test.each(["", "stages:", "stages:\n  a:", "stages:\n  a:\n    cmd: ${", "\r\n"])(
  "nothing is offered in %j",
  (text) => {
    const { context } = contextAt({ "dvc.yaml": text });
    for (let offset = 0; offset <= text.length; offset += 1)
      expect(listRefactorings(context, { start: offset, end: offset })).toEqual([]);
  },
);

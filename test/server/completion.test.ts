import { describe, expect, test } from "vitest";
import { complete } from "../../server/src/features/completion.ts";
import { contextAt } from "../support/feature-context.ts";

const params = "train:\n  lr: 0.1\n  epochs: 3\nseed: 7\n";

function labels(pipeline: string): string[] {
  const { context, offset } = contextAt({
    "dvc.yaml": pipeline,
    "params.yaml": params,
    "src/train.py": "",
    "data.csv": "",
  });
  return complete(context, offset).map(({ label }) => label);
}

describe("completion offers", () => {
  test("the keys of the file that are not there yet", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n|");
    expect(offered).toContain("artifacts");
    expect(offered).not.toContain("stages");
  });

  test("the keys of a stage that it does not have", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n    |");
    expect(offered).toEqual(expect.arrayContaining(["deps", "outs", "wdir"]));
    expect(offered).not.toContain("cmd");
  });

  test("the flags of an output", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    outs:\n    - m:\n        |")).toEqual(
      expect.arrayContaining(["cache", "persist"]),
    );
  });

  test("true and false for a flag", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    frozen: |")).toEqual(["true", "false"]);
  });

  test("outputs of other stages before files, for a dependency", () => {
    const offered = labels(
      "stages:\n  a:\n    cmd: x\n    outs: [made.csv]\n  b:\n    cmd: y\n    deps:\n    - |",
    );
    expect(offered[0]).toBe("made.csv");
    expect(offered).toContain("data.csv");
    expect(offered).toContain("src/");
  });

  test("files in the folder that is typed", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    deps:\n    - src/|")).toContain("src/train.py");
  });

  test("paths behind the program of a command, in any of its lines", () => {
    expect(labels("stages:\n  a:\n    cmd: python src/|")).toEqual(["src/train.py"]);
    expect(labels("stages:\n  a:\n    cmd: >-\n      python\n      --data=da|")).toContain("data.csv");
    expect(labels("stages:\n  a:\n    cmd: |")).toEqual([]);
    expect(labels("stages:\n  a:\n    cmd: da|")).toEqual([]);
    expect(labels("stages:\n  a:\n    cmd: python |")).toEqual([]);
  });

  test("the next list behind a folder, a flag and a list of files", () => {
    const goesOn = (pipeline: string): unknown[] => {
      const { context, offset } = contextAt({ "dvc.yaml": pipeline, "src/train.py": "" });
      const items = complete({ ...context, commands: true }, offset, { snippets: true });
      return items.filter(({ command }) => command !== undefined).map(({ label }) => label);
    };
    expect(goesOn("stages:\n  a:\n    cmd: x\n    deps:\n    - |")).toEqual(["src/"]);
    expect(goesOn("stages:\n  a:\n    cmd: x\n    |")).toEqual([
      "deps",
      "params",
      "wdir",
      "frozen",
      "always_changed",
    ]);
    expect(goesOn("stages:\n  a:\n    cmd: x\n|")).toEqual(["params", "metrics", "plots"]);
    // Without a table there are no columns to choose from.
    expect(goesOn("plots:\n- a:\n    |")).toEqual(["template"]);
    expect(goesOn("artifacts:\n  a:\n    |")).toEqual(["path", "type"]);
  });

  test("an output of another file's stages behind the files, and no file twice", () => {
    const file = "stages:\n  b:\n    cmd: x\n    outs: [c.csv]\n";
    const pipeline = "stages:\n  a:\n    cmd: x\n    deps:\n    - |\n  b:\n    cmd: y\n    outs: [d.csv]\n";
    const { context, offset } = contextAt(
      {
        "sub/dvc.yaml": pipeline,
        "dvc.yaml": file,
        "c.csv": "",
        "sub/e.csv.dvc": "",
        "sub/d.csv": "",
        "sub/e.csv": "",
      },
      "sub/dvc.yaml",
    );
    const items = complete(context, offset).toSorted((a, b) =>
      (a.sortText ?? "").localeCompare(b.sortText ?? ""),
    );
    expect(items.map(({ label }) => label)).toEqual(["d.csv", "e.csv", "../c.csv"]);
  });

  test("instead of the whole word that the cursor is in", () => {
    const accept = (marked: string, label: string): string => {
      const files = { "dvc.yaml": marked, "params.yaml": params, "src/train.py": "", "data.csv": "" };
      const { context, offset } = contextAt(files);
      const edit = complete(context, offset, { snippets: true }).find(
        (item) => item.label === label,
      )?.textEdit;
      if (edit === undefined || !("range" in edit)) throw new Error(`'${label}' is not offered.`);
      const lines = context.snapshot.lines("dvc.yaml");
      const text = marked.replace("|", "");
      return (
        text.slice(0, lines.offset(edit.range.start)) +
        edit.newText +
        text.slice(lines.offset(edit.range.end))
      );
    };
    const stage = "stages:\n  a:\n    ";
    const after = (marked: string, label: string) => accept(stage + marked, label).slice(stage.length);
    expect(after("cmd: x ${tr|ain.lr} y", "train.epochs")).toBe("cmd: x ${train.epochs} y");
    expect(after("cmd: x ${|seed}", "train.lr")).toBe("cmd: x ${train.lr}");
    expect(after("cmd: python src/t|r.py -x", "src/train.py")).toBe("cmd: python src/train.py -x");
    expect(after("cmd: x\n    deps:\n    - da|tum.csv\n", "data.csv")).toBe(
      "cmd: x\n    deps:\n    - data.csv\n",
    );
    expect(after("cmd: x\n    deps: [da|t, b]", "data.csv")).toBe("cmd: x\n    deps: [data.csv, b]");
    expect(after("cmd: x\n    deps: ['da|t']", "data.csv")).toBe("cmd: x\n    deps: ['data.csv']");
    expect(after("cmd: x\n    fr|zen: true", "frozen")).toBe("cmd: x\n    frozen: true");
    expect(after("cmd: x\n    de|p:\n    - a", "deps")).toBe("cmd: x\n    deps:\n    - a");
    expect(after("cmd: x\n    dep|:\n    - a", "deps")).toBe("cmd: x\n    deps:\n    - a");
    expect(after("cmd: x\n    fr|oz", "frozen")).toBe("cmd: x\n    frozen: ");
    // A folder goes in front of what is in it.
    expect(after("cmd: x\n    deps:\n    - s|train.py", "src/")).toBe(
      "cmd: x\n    deps:\n    - src/train.py",
    );
  });

  test("for what a stage makes only files that begin as what is typed", () => {
    const at = (section: string, word: string) =>
      labels(`stages:\n  a:\n    cmd: x\n    ${section}:\n    - ${word}|`);
    expect(at("outs", "dt")).toEqual([]);
    expect(at("outs", "da")).toEqual(["data.csv"]);
    expect(at("metrics", "")).toContain("data.csv");
    expect(at("deps", "dt")).toContain("data.csv");
    expect(labels("stages:\n  a:\n    cmd: x\n    outs:\n    - src/tr|")).toEqual(["src/train.py"]);
    expect(labels("stages:\n  a:\n    cmd: x dt|")).toEqual([]);
  });

  test("names of parameters, and groups of them", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n    params:\n    - |");
    expect(offered.slice(0, 4)).toEqual(["train.lr", "train.epochs", "seed", "train"]);
  });

  test("variables inside a half-typed expression", () => {
    expect(labels("stages:\n  a:\n    cmd: python t.py ${tr|")).toEqual(["train.lr", "train.epochs", "seed"]);
  });

  test("the axes of a matrix", () => {
    const offered = labels("stages:\n  a:\n    matrix:\n      lr: [1, 2]\n    cmd: t ${item.|");
    expect(offered).toContain("item.lr");
  });

  test("a replacement for the word before the cursor", () => {
    const { context, offset } = contextAt({ "dvc.yaml": "stages:\n  a:\n    cmd: x\n    fro|" });
    const frozen = complete(context, offset).find(({ label }) => label === "frozen");
    expect(frozen?.textEdit).toEqual({
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 7 } },
      newText: "frozen: ",
    });
  });
});

/** Labels offered at the `|` of a dvc.yaml, with other files beside it. */
function offered(pipeline: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { context, offset } = contextAt({ ...files, "dvc.yaml": pipeline });
  return complete(context, offset).map(({ label }) => label);
}

describe("by what is around it, completion offers", () => {
  test("only foreach and do where one of them is", () => {
    expect(offered("stages:\n  a:\n    foreach: [1]\n    |")).toEqual(["do"]);
    expect(offered("stages:\n  a:\n    cmd: x\n    |")).not.toContain("do");
  });

  test("parameters of the file that is named, in a stage with a wdir", () => {
    const pipeline = "stages:\n  a:\n    wdir: w\n    cmd: x\n    params:\n    - p.json:\n      - |\n";
    expect(offered(pipeline, { "w/p.json": '{"m": {"d": 1}}' })).toEqual(["m.d", "m"]);
  });

  test("paths relative to wdir, outputs of other stages first", () => {
    const pipeline = "stages:\n  a:\n    cmd: x\n    outs: [m]\n  b:\n    wdir: w\n    cmd: y\n    deps: [|";
    expect(offered(pipeline, { "w/own.csv": "" })).toEqual(["../m", "own.csv"]);
  });

  test("the items of half-typed flow lists and quotes", () => {
    const files = { "data.csv": "", "deep/x.csv": "" };
    expect(offered("stages:\n  a:\n    cmd: x\n    deps: [data.csv, de|", files)).toContain("deep/");
    expect(offered("stages:\n  a:\n    cmd: x\n    deps:\n    - 'deep/|", files)).toContain("deep/x.csv");
  });

  test("axes of a matrix with their values, and what items of foreach hold", () => {
    const matrix = contextAt({
      "dvc.yaml": "stages:\n  a:\n    matrix:\n      lr: [1, 2]\n    cmd: t ${it|",
    });
    const [axis] = complete(matrix.context, matrix.offset);
    expect([axis?.label, axis?.detail]).toEqual(["item.lr", "1, 2"]);
    expect(offered("stages:\n  a:\n    foreach:\n      x: {d: 1}\n    do:\n      cmd: t ${|")).toEqual([
      "item",
      "item.d",
      "key",
    ]);
  });

  test("the variables of the stage itself", () => {
    expect(offered("stages:\n  a:\n    vars:\n    - own: 1\n    cmd: t ${|")).toEqual(["own"]);
  });

  test("columns of the file that a plot draws", () => {
    const files = { "m.csv": '\uFEFFstep,"a ""b""",acc\n1,2,3\n', "l.json": '{"x": [{"loss": 1}]}' };
    expect(offered("stages:\n  a:\n    cmd: x\n    plots:\n    - m.csv:\n        x: |", files)).toEqual([
      "step",
      'a "b"',
      "acc",
    ]);
    expect(offered("plots:\n- name:\n    y:\n      l.json: |", files)).toEqual(["loss"]);
    expect(offered("plots:\n- m.csv:\n    y: [step, |", files)).toContain("acc");
  });

  test("templates, remotes, types, folders and lists to go through", () => {
    const template = "stages:\n  a:\n    cmd: x\n    plots:\n    - m.csv:\n        template: |";
    expect(offered(template, { ".dvc/plots/mine.json": "{}" })).toEqual(
      expect.arrayContaining(["mine", "linear", "confusion_normalized"]),
    );
    expect(offered("stages:\n  a:\n    wdir: |", { "src/a.py": "", "b.txt": "" })).toEqual(["src/"]);
    expect(offered("stages:\n  a:\n    foreach: |", { "params.yaml": "l: [1]\ng:\n  m: {a: 1}\n" })).toEqual([
      "${l}",
      "${g}",
      "${g.m}",
    ]);
    expect(offered("artifacts:\n  m:\n    type: |")).toEqual(["model", "dataset"]);
  });

  test("what the schema of a parameter says", () => {
    const schema =
      '{"properties": {"lr": {"type": "number", "maximum": 1}, "opt": {"enum": ["sgd", "adam"]}}}';
    const items = (params: string) => {
      const { context, offset } = contextAt(
        { "dvc.yaml": "", "params.schema.json": schema, "params.yaml": params },
        "params.yaml",
      );
      return complete({ ...context, commands: true }, offset);
    };
    const at = (params: string) => items(params).map(({ label, documentation }) => [label, documentation]);
    const opens = (params: string) =>
      items(params).flatMap(({ label, command }) => (command === undefined ? [] : [label]));
    expect(at("lr: 0.1\n|")).toEqual([["opt", 'one of "sgd", "adam"']]);
    expect(at("opt: |").map(([label]) => label)).toEqual(["sgd", "adam"]);
    expect(opens("|")).toEqual(["opt"]);
    expect(at("l|")[0]).toEqual(["lr", "number to 1"]);
  });

  test("nothing in an empty file but its sections, nothing at the end of a comment", () => {
    expect(offered("|")).toContain("stages");
    expect(offered("stages:\n  日本🎈:\r\n    |")).toContain("cmd");
  });
});

test("snippets are indented as the place is", () => {
  const { context, offset } = contextAt({ "dvc.yaml": "stages:\n  |" });
  const items = complete(context, offset, { snippets: true });
  expect(items.map(({ label }) => label)).toEqual(["stage", "foreach", "matrix"]);
  const [stage, , matrix] = items.map(({ textEdit }) => textEdit?.newText);
  expect(stage).toBe(
    "${1:name}:\n    cmd: ${2:python ${3:script.py}}\n    deps:\n      - ${3:script.py}\n    outs:\n      - ${4:output}",
  );
  expect(matrix).toContain("cmd: ${4:command} \\${item.${2:axis}\\}");
});

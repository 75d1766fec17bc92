import { describe, expect, test } from "vitest";
import type { WorkspaceEdit } from "vscode-languageserver-types";
import type { EditSupport } from "../../server/src/features/edits.ts";
import { renameFiles } from "../../server/src/features/file-rename.ts";
import { listHighlights } from "../../server/src/features/highlights.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { findReferences } from "../../server/src/features/references.ts";
import { prepareRename, renameAt } from "../../server/src/features/rename.ts";
import { contextAt, textIn } from "../support/feature-context.ts";

type Files = Readonly<Record<string, string>>;

const plain: EditSupport = { annotations: false, renamesFiles: false };
const rich: EditSupport = { annotations: true, renamesFiles: true };

const repository: Files = {
  "dvc.yaml": [
    "stages:",
    "  make:",
    "    cmd: python make.py --lr ${train.lr} data/raw.csv",
    "    deps: [make.py, data/raw.csv]",
    "    params:",
    "      - train.lr",
    "      - conf.json:",
    "          - model.depth",
    "    outs:",
    "      - model:",
    "          cache: false",
    "  use:",
    "    wdir: sub",
    "    cmd: cat ../model/weights",
    "    deps:",
    "      - '../model/weights'",
    "metrics:",
    "  - model/scores.json",
    "",
  ].join("\n"),
  "params.yaml": "train:\n  lr: 0.1\n  epochs: 2\n",
  "conf.json": '{"model": {"depth": 3}}\n',
  "dvc.lock": [
    "schema: '2.0'",
    "stages:",
    "  make:",
    "    cmd: python make.py --lr 0.1 data/raw.csv",
    "    params:",
    "      params.yaml:",
    "        train.lr: 0.1",
    "      conf.json:",
    "        model.depth: 3",
    "    outs:",
    "    - path: model",
    "      hash: md5",
    "      md5: 0123456789abcdef0123456789abcdef.dir",
    "      size: 10",
    "",
  ].join("\n"),
  "data/raw.csv": "a\n",
  "data/raw.csv.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 2\n  path: raw.csv\n",
  "make.py": "",
};

/** The repository with a `|` behind a piece of text of one of its files. */
function at(path: string, marker: string, files: Files = repository) {
  const [before = "", after = ""] = marker.split("|");
  const text = files[path] ?? "";
  expect(text).toContain(before + after);
  return contextAt({ ...files, [path]: text.replace(before + after, marker) }, path);
}

function referencesAt(path: string, marker: string, files?: Files): string[] {
  const { context, offset } = at(path, marker, files);
  return findReferences(context, offset, true).map(({ uri, range }) => {
    const file = uri.replace("file:///repository/", "");
    return `${file}:${range.start.line + 1} ${textIn(context, file, range)}`;
  });
}

/** The changed files, in full. */
function applied(context: FeatureContext, edit: WorkspaceEdit | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [uri, edits] of Object.entries(edit?.changes ?? {})) {
    const file = uri.replace("file:///repository/", "");
    const lines = context.snapshot.lines(file);
    const ordered = edits.toSorted((a, b) => lines.offset(b.range.start) - lines.offset(a.range.start));
    texts[file] = ordered.reduce(
      (text, { range, newText }) =>
        text.slice(0, lines.offset(range.start)) + newText + text.slice(lines.offset(range.end)),
      context.snapshot.read(file) ?? "",
    );
  }
  return texts;
}

function renamed(
  path: string,
  marker: string,
  newName: string,
  files?: Files,
): Record<string, string> | string {
  const { context, offset } = at(path, marker, files);
  const result = renameAt(context, offset, newName, plain);
  return "refused" in result ? result.refused : applied(context, result.answer);
}

/** Lines that differ, as `file: line`. */
function changedLines(texts: Record<string, string> | string, files: Files = repository): string[] | string {
  if (typeof texts === "string") return texts;
  return Object.entries(texts).flatMap(([file, text]) => {
    const before = (files[file] ?? "").split("\n");
    return text
      .split("\n")
      .flatMap((line, index) => (line === before[index] ? [] : [`${file}: ${line.trim()}`]));
  });
}

describe("references", () => {
  test("of a parameter, from its key", () => {
    expect(referencesAt("params.yaml", "l|r:")).toEqual([
      "dvc.yaml:3 lr",
      "dvc.yaml:6 lr",
      "dvc.lock:7 lr",
      "params.yaml:2 lr",
    ]);
  });

  test("of a parameter in JSON, from the lock", () => {
    expect(referencesAt("dvc.lock", "model.dep|th")).toEqual([
      "dvc.yaml:8 depth",
      "dvc.lock:9 depth",
      "conf.json:1 depth",
    ]);
  });

  test("of a group of parameters", () => {
    expect(referencesAt("dvc.yaml", "${tr|ain.lr}")).toEqual([
      "dvc.yaml:3 train",
      "dvc.yaml:6 train",
      "dvc.lock:7 train",
      "params.yaml:1 train",
    ]);
  });

  test("of a stage", () => {
    expect(referencesAt("dvc.lock", "  ma|ke:")).toEqual(["dvc.yaml:2 make", "dvc.lock:3 make"]);
  });

  test("of an output: what is inside of it too", () => {
    expect(referencesAt("dvc.yaml", "- mod|el:")).toEqual([
      "dvc.yaml:10 model",
      "dvc.yaml:14 ../model/weights",
      "dvc.yaml:16 ../model/weights",
      "dvc.yaml:18 model/scores.json",
      "dvc.lock:11 model",
    ]);
  });

  test("of a file that a .dvc file tracks", () => {
    expect(referencesAt("dvc.yaml", "[make.py, data/r|aw.csv]")).toEqual([
      "dvc.yaml:3 data/raw.csv",
      "dvc.yaml:4 data/raw.csv",
      "data/raw.csv.dvc:4 raw.csv",
    ]);
  });

  test("of an axis, behind other languages' letters and a line break of Windows", () => {
    const files = {
      "dvc.yaml": "stages:\r\n  '日本🎈':\r\n    matrix:\r\n      rate: [1]\r\n    cmd: é🎈 ${item.rate}\r\n",
    };
    expect(referencesAt("dvc.yaml", "${item.ra|te}", files)).toEqual(["dvc.yaml:4 rate", "dvc.yaml:5 rate"]);
  });

  test("of a stage's own variable", () => {
    const files = {
      "dvc.yaml":
        "vars: [{a: 1}]\nstages:\n  x:\n    vars: [{own: 2}]\n    cmd: t ${own} ${a}\n  y:\n    cmd: ${a}\n",
    };
    expect(referencesAt("dvc.yaml", "${ow|n}", files)).toEqual(["dvc.yaml:4 own", "dvc.yaml:5 own"]);
    expect(referencesAt("dvc.yaml", "t ${own} ${|a}", files)).toEqual([
      "dvc.yaml:1 a",
      "dvc.yaml:5 a",
      "dvc.yaml:7 a",
    ]);
  });

  test("of keys in TOML and Python", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  x:\n    cmd: t\n    params:\n    - p.toml:\n      - a.b\n    - p.py:\n      - lr\n",
      "p.toml": "[a]\nb = 1\n",
      "p.py": "lr = 0.1\n",
    };
    expect(referencesAt("p.toml", "|b = 1", files)).toEqual(["dvc.yaml:6 b", "p.toml:2 b"]);
    expect(referencesAt("p.py", "l|r =", files)).toEqual(["dvc.yaml:8 lr", "p.py:1 lr"]);
  });

  test("are none where nothing is named", () => {
    expect(referencesAt("dvc.yaml", "cache: fal|se")).toEqual([]);
  });
});

test("highlights tell what makes a thing from what uses it", () => {
  const { context, offset } = at("dvc.yaml", "- mod|el:");
  expect(listHighlights(context, offset).map(({ kind, range }) => [range.start.line, kind])).toEqual([
    [9, 3],
  ]);
});

describe("rename", () => {
  test("starts with the name as it is written", () => {
    const { context, offset } = at("dvc.yaml", "'../model/wei|ghts'");
    expect(prepareRename(context, offset)).toEqual({
      answer: {
        range: { start: { line: 15, character: 9 }, end: { line: 15, character: 25 } },
        placeholder: "../model/weights",
      },
    });
  });

  test("of a parameter", () => {
    expect(changedLines(renamed("dvc.yaml", "- train.l|r", "rate"))).toEqual([
      "dvc.yaml: cmd: python make.py --lr ${train.rate} data/raw.csv",
      "dvc.yaml: - train.rate",
      "dvc.lock: train.rate: 0.1",
      "params.yaml: rate: 0.1",
    ]);
  });

  test("of a group of parameters in JSON", () => {
    expect(changedLines(renamed("conf.json", "mo|del", "net"))).toEqual([
      "dvc.yaml: - net.depth",
      "dvc.lock: net.depth: 3",
      'conf.json: {"net": {"depth": 3}}',
    ]);
  });

  test("of a stage, with what the lock remembers of each of a group", () => {
    const files = {
      "dvc.yaml": "stages:\n  t:\n    foreach: [1, 2]\n    do:\n      cmd: x ${item}\n",
      "dvc.lock": "schema: '2.0'\nstages:\n  t@1:\n    cmd: x 1\n  t@2:\n    cmd: x 2\n",
    };
    expect(changedLines(renamed("dvc.yaml", "  |t:", "train", files), files)).toEqual([
      "dvc.yaml: train:",
      "dvc.lock: train@1:",
      "dvc.lock: train@2:",
    ]);
  });

  test("of an output, with what is inside of it, as each place writes it", () => {
    expect(changedLines(renamed("dvc.yaml", "- mod|el:", "my model"))).toEqual([
      "dvc.yaml: - my model:",
      "dvc.yaml: cmd: cat ../my model/weights",
      "dvc.yaml: - '../my model/weights'",
      "dvc.yaml: - my model/scores.json",
      "dvc.lock: - path: my model",
    ]);
  });

  test("writes quotes where the new name needs them", () => {
    expect(changedLines(renamed("dvc.yaml", "- model/scor|es.json", "a: b"))).toEqual(["dvc.yaml: - 'a: b'"]);
  });

  test("is refused where a name is taken, wrong, or comes from an expression", () => {
    expect(renamed("params.yaml", "l|r:", "epochs")).toBe("There is a 'epochs' in params.yaml already.");
    expect(renamed("dvc.yaml", "  ma|ke:", "a@b")).toMatch("cannot be a name");
    expect(renamed("dvc.yaml", "cache: fal|se", "x")).toMatch("no name here");
    const files = {
      "dvc.yaml": "vars: [{d: x}]\nstages:\n  a:\n    cmd: t\n    outs: ['${d}/y']\n    deps: [x/z]\n",
    };
    expect(renamed("dvc.yaml", "${d}|/y", "q", files)).toMatch("An expression");
    const items = { "dvc.yaml": "stages:\n  a:\n    foreach: [1]\n    do:\n      cmd: ${item}\n" };
    expect(renamed("dvc.yaml", "${it|em}", "q", items)).toMatch("DVC's own word");
  });

  test("groups what it changes for a preview", () => {
    const { context, offset } = at("dvc.yaml", "[make.py, data/r|aw.csv]");
    const result = renameAt(context, offset, "data/new.csv", rich);
    if ("refused" in result) throw new Error(result.refused);
    expect(Object.keys(result.answer.changeAnnotations ?? {})).toEqual(["mention", "file"]);
    expect(result.answer.documentChanges?.at(-1)).toMatchObject({
      kind: "rename",
      oldUri: "file:///repository/data/raw.csv",
      newUri: "file:///repository/data/new.csv",
    });
  });
});

describe("renaming files", () => {
  function moved(from: string, to: string, files: Files = repository): string[] | string {
    const { context } = contextAt(files);
    return changedLines(applied(context, renameFiles(context, [{ from, to }], plain)), files);
  }

  test("changes the paths that name a file, in commands too", () => {
    expect(moved("make.py", "src/make.py")).toEqual([
      "dvc.yaml: cmd: python src/make.py --lr ${train.lr} data/raw.csv",
      "dvc.yaml: deps: [src/make.py, data/raw.csv]",
    ]);
  });

  test("changes paths into a folder, and the lock", () => {
    expect(moved("model", "models/best")).toEqual([
      "dvc.yaml: - models/best:",
      "dvc.yaml: cmd: cat ../models/best/weights",
      "dvc.yaml: - '../models/best/weights'",
      "dvc.yaml: - models/best/scores.json",
      "dvc.lock: - path: models/best",
    ]);
  });

  test("changes the paths out of a folder with a dvc.yaml, and those of a wdir", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: t\n    wdir: p\n    deps: [x.csv]\n",
      "p/dvc.yaml": "stages:\n  b:\n    cmd: t\n    deps: [../raw.csv, own.csv]\n",
      "p/dvc.lock": "schema: '2.0'\nstages:\n  b:\n    cmd: t\n    deps:\n    - path: ../raw.csv\n",
    };
    expect(moved("p", "deep/er/p", files)).toEqual([
      "dvc.yaml: wdir: deep/er/p",
      "p/dvc.yaml: deps: [../../../raw.csv, own.csv]",
      "p/dvc.lock: - path: ../../../raw.csv",
    ]);
  });

  test("changes nothing where nothing names it", () => {
    const { context } = contextAt(repository);
    expect(renameFiles(context, [{ from: "README.md", to: "x.md" }], plain)).toBeNull();
  });
});

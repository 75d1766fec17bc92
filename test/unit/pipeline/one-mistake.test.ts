import { describe, expect, it } from "vitest";
import { marksOf } from "../../support/fixes-of.ts";
import { type Files, problemsOf } from "../../support/pipeline-of.ts";

const files: Files = {
  "src/prepare.py": "",
  "src/train.py": "",
  "data/raw.csv": "",
  "params.yaml": "seed: 1\ntrain:\n  lr: 0.1\n",
};

const sound = `\
vars:
  - paths:
      data: prepared
      model: model.pkl
stages:
  prepare:
    cmd: python src/prepare.py data/raw.csv
    deps:
      - src/prepare.py
      - data/raw.csv
    params:
      - seed
    outs:
      - \${paths.data}:
          cache: true
          desc: what is prepared
  train:
    cmd: python src/train.py
    deps:
      - src/train.py
      - \${paths.data}
    params:
      - train.lr
    outs:
      - \${paths.model}
metrics:
  - metrics.json
artifacts:
  model:
    path: model.pkl
    type: model
`;

/** What is loud in the pipeline: code, line, and the marked text. */
function loud(text: string): string[] {
  return problemsOf({ ...files, "dvc.yaml": text })
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ code, file, range }) => {
      const written = file === "dvc.yaml" ? text : (files[file] ?? "");
      const line = written.slice(0, range.start).split("\n").length;
      return `${code} ${line} [${written.slice(range.start, range.end)}]`;
    });
}

/** The pipeline with one line, or several, written in another way. */
function written(before: string, after: string): string {
  if (!sound.includes(before)) throw new Error(`There is no ${before}`);
  return sound.replace(before, after);
}

it("is told nothing of without a mistake", () => expect(loud(sound)).toEqual([]));

const stage = (lines: string): string => `stages:\n  a:\n${lines}`;

/** What a line that is not YAML yet may make wrong around it; files that are not there are no matter of theirs. */
const doubts = /yaml|interp|unknown|missing-|expected|empty/;

/** A mistake, what is written and how it is mistyped, and what is told. */
type Case = readonly [name: string, written: string, mistyped: string, told: string];

const mistakes: Readonly<Record<string, readonly Case[]>> = {
  "tabs and other blanks": [
    ["a tab in a value", "cache: true", "cache: t\true", "yaml/tab 15 [\t]"],
    ["a tab before the section of the stages", "stages:", "\tstages:", "yaml/tab-indent 5 [\t]"],
    [
      "a line that a tab indents",
      "    deps:\n      - src/t",
      "\tdeps:\n      - src/t",
      "yaml/tab-indent 19 [\t]",
    ],
    [
      "tabs in a block that was pasted",
      "      - train.lr",
      "\t\t- train.lr\n\t\t- seed",
      "yaml/tab-indent 23 [\t\t]",
    ],
    ["a tab before a value", "cmd: python src/train.py", "cmd:\tpython src/train.py", "yaml/tab 18 [\t]"],
    ["a tab behind a dash", "  - ${paths.data}:", "  -\t${paths.data}:", "yaml/tab 14 [\t]"],
    [
      "a blank of another kind before a key",
      "    params:\n      - train",
      "  \u00a0 params:\n      - train",
      "yaml/odd-space 22 [\u00a0]",
    ],
    [
      "a blank of another kind behind a colon",
      "type: model",
      "type:\u00a0model",
      "yaml/odd-space 31 [\u00a0]",
    ],
    ["a tab before a section", "metrics:\n", "\tmetrics:\n", "yaml/tab-indent 26 [\t]"],
  ],
  "markers, brackets and quotes": [
    [
      "a quote before a key of a stage",
      "    deps:\n      - src/p",
      "    'deps:\n      - src/p",
      "yaml/unclosed-quote 8 ['deps:]",
    ],
    [
      "a quote before a key at the end",
      "    type: model",
      "    'type: model",
      "yaml/unclosed-quote 31 ['type: model]",
    ],
    ["a quote before a value", "model: model.pkl", "model: 'model.pkl", "yaml/unclosed-quote 4 ['model.pkl]"],
    [
      "a bracket before the items of a section",
      "metrics:\n  -",
      "metrics: [\n  -",
      "yaml/unclosed-flow 26 [[]",
    ],
    [
      "a list that is not closed",
      "    params:\n      - seed",
      "    params: [seed\n    frozen: true",
      "yaml/unclosed-flow 11 [[]",
    ],
    [
      "a forgotten marker",
      "    params:\n      - s",
      "=======\n    params:\n      - s",
      "yaml/merge-conflict 11 [=======]",
    ],
    [
      "another forgotten marker",
      "  train:\n    cmd",
      ">>>>>>> other\n  train:\n    cmd",
      "yaml/merge-conflict 17 [>>>>>>> other]",
    ],
    [
      "a colon at the end of a command",
      "train.py\n    deps",
      "train.py:\n    deps",
      "yaml/syntax 18 [python src/train.py:]",
    ],
    ["a bracket before a key", "cmd: python src/train.py", "}cmd: python src/train.py", "yaml/syntax 18 [}]"],
    [
      "an expression that is not closed",
      "      - ${paths.model}",
      "      - ${paths.model",
      "dvc/interp-unclosed 25 [${paths.model]",
    ],
    ["a quote before a section", "metrics:\n", "'metrics:\n", "yaml/unclosed-quote 26 ['metrics:]"],
    ["a bracket before a section", "metrics:\n", "[metrics:\n", "yaml/unclosed-flow 26 [[]"],
  ],
  items: [
    ["a dash above the first section", "vars:\n", "-\nvars:\n", "yaml/syntax 2 [vars]"],
    [
      "a new item in the middle of another one",
      "      model: m",
      "  x\n      model: m",
      "yaml/incomplete-item 4 [x]",
    ],
    [
      "a dash with a blank from a web page",
      "- data/raw.csv",
      "-\u00a0data/raw.csv",
      "yaml/odd-space 10 [\u00a0]",
    ],
    [
      "a dash without its blank in the variables",
      "  - paths:",
      "  -paths:",
      "dvc/expected-list 2 [-paths:\n      data: prepared\n      model: model.pkl]",
    ],
    [
      "a word before the items",
      "      - data/raw",
      "      word\n      - data/raw",
      "yaml/incomplete-item 10 [word]",
    ],
    [
      "a word behind the items",
      "data/raw.csv\n    params",
      "data/raw.csv\n      word\n    params",
      "yaml/incomplete-item 11 [word]",
    ],
    [
      "a word behind an item with flags",
      "is prepared\n",
      "is prepared\n      next\n",
      "yaml/incomplete-item 17 [next]",
    ],
    [
      "a name with flags behind an item with flags",
      "is prepared\n",
      "is prepared\n      next:\n          cache: true\n",
      "yaml/incomplete-item 17 [next:]",
    ],
    [
      "an output with flags, without its colon",
      "- ${paths.data}:",
      "- ${paths.data}",
      "yaml/incomplete-key 14 [${paths.data}]",
    ],
    ["an item without a value", "      - seed", "      -", "dvc/empty-section 12 []"],
    ["a dependency without a value", "      - src/train.py", "      -", "dvc/empty-section 20 []"],
    [
      "a dash without its blank",
      "      - data/raw.csv",
      "      -data/raw.csv",
      "yaml/incomplete-item 10 [-data/raw.csv]",
    ],
    [
      "a path without its dash",
      "      - ${paths.model}",
      "      model.pkl",
      "dvc/expected-list 25 [model.pkl]",
    ],
    [
      "a mapping without its dash",
      "      - ${paths.data}:",
      "      prepared:",
      "dvc/expected-list 14 [prepared:\n          cache: true\n          desc: what is prepared]",
    ],
    [
      "an item without its dash",
      "      - data/raw.csv",
      "        data/raw.csv",
      "yaml/joined-items 10 [data/raw.csv]",
    ],
    [
      "a section whose list lost its dash",
      "metrics:\n  - metrics.json",
      "metrics:\nmetrics.json:",
      "dvc/unknown-key 27 [metrics.json]",
    ],
    [
      "a dash before a key of a stage",
      "    cmd: python src/train.py",
      "    - cmd: python src/train.py",
      "yaml/syntax 18 [-]",
    ],
    ["a dash before a stage", "  prepare:", "  - prepare:", "yaml/syntax 6 [-]"],
  ],
  columns: [
    ["the only item left of its key", "      - seed", "   - seed", "yaml/bad-indent 12 [-]"],
    [
      "the first item left of its key",
      "      - src/prepare.py",
      "   - src/prepare.py",
      "yaml/bad-indent 9 [-]",
    ],
    [
      "the first item deeper than the others",
      "      - src/prepare.py",
      "         - src/prepare.py",
      "yaml/bad-indent 9 [-]",
    ],
    [
      "an item in the column of its section",
      "  - metrics.json",
      "  - metrics.json\n- more.json",
      "yaml/bad-indent 27 [-]",
    ],
    [
      "a flag left of its siblings",
      "          cache: true",
      "       cache: true",
      "yaml/bad-indent 15 [cache]",
    ],
    [
      "a key with a list among flags",
      "is prepared\n",
      "is prepared\n      next:\n      - x\n",
      "yaml/bad-indent 17 [next]",
    ],
    [
      "a stage that is indented like a key, with its own",
      "  train:\n    cmd: python",
      "    train:\n      cmd: python",
      "dvc/unknown-key 17 [train]",
    ],
    [
      "an item that is indented deeper than the one above",
      "      - data/raw.csv",
      "        - data/raw.csv",
      "yaml/joined-items 10 [- data/raw.csv]",
    ],
    [
      "an item at the start of its line",
      "      - ${paths.data}\n    p",
      "- ${paths.data}\n    p",
      "yaml/bad-indent 21 [-]",
    ],
    [
      "a key that is indented like its stage",
      "    cmd: python src/train.py",
      "  cmd: python src/train.py",
      "yaml/bad-indent 18 [cmd]",
    ],
    ["another such key", "    deps:\n      - src/t", "  deps:\n      - src/t", "yaml/bad-indent 19 [deps]"],
    ["a stage that is indented like a section", "  train:", "train:", "dvc/unknown-key 17 [train]"],
    ["a stage that is indented like a key", "  train:", "    train:", "dvc/unknown-key 17 [train]"],
    [
      "a key that is indented like the items above",
      "    params:\n      - train",
      "      params:\n      - train",
      "yaml/bad-indent 22 [params]",
    ],
    [
      "a flag that is indented like its output",
      "          cache: true\n          d",
      "        cache: true\n        d",
      "yaml/bad-indent 15 [cache]",
    ],
  ],
  "keys and stages": [
    [
      "a list without the colon of its key",
      "train.py\n    deps:",
      "train.py\n    deps",
      "yaml/incomplete-key 19 [deps]",
    ],
    ["a key without its colon and value", "    path: model.pkl", "    path", "yaml/incomplete-key 30 [path]"],
    ["a stage that is named twice", "  train:\n", "  train:\n  train:\n", "yaml/duplicate-key 17 [train]"],
    [
      "a key without its name",
      "    cmd: python src/train.py",
      "    : python src/train.py",
      "dvc/unknown-key 18 []",
    ],
    [
      "an output among others that another stage makes",
      "    deps:\n      - src/t",
      "    outs:\n      - src/t",
      "yaml/duplicate-key 24 [outs]",
    ],
    [
      "a key whose colon is glued to its value",
      "    cmd: python src/train.py",
      "    cmd:python src/train.py",
      "yaml/incomplete-key 18 [cmd]",
    ],
  ],
  paths: [
    ["a path that is mistyped", "- src/train.py", "- src/trian.py", "dvc/dep-missing 20 [src/trian.py]"],
    ["a path in odd quotes", "- src/train.py", "- “src/train.py”", "dvc/dep-missing 20 [“src/train.py”]"],
    ["a path of Windows", "- src/train.py", "- src\\train.py", "dvc/path-backslash 20 [src\\train.py]"],
  ],
};

describe.each(Object.entries(mistakes))(
  "one mistake of typing is told once, where it is: %s",
  (_kind, cases) => {
    it.each(cases)("%s", (_name, before, after, told) =>
      expect(loud(written(before, after))).toEqual([told]),
    );
  },
);

describe("one mistake is one problem, and the lines around it are understood", () => {
  it.each([
    ["    cmd: x\n   deps:\n     - y\n    outs: [o]\n", "error yaml/bad-indent [deps]"],
    ["    cmd: x\n     deps:\n    - y\n    outs: [o]\n", "error yaml/bad-indent [deps]"],
    ["    cmd: x\n    outs:\n   - y\n", "error yaml/bad-indent [-]"],
    ["    cmd: x\n    outs: [y\n  b:\n    cmd: z\n", "error yaml/unclosed-flow [[]"],
    ["    cmd: x\n    outs: [y, z]]\n  b:\n    cmd: z\n", "error yaml/syntax []]"],
    ["    cmd: x\n    outs: [a, y/${x}/${x}.z]\nvars:\n  - x: 1\n", "error yaml/syntax [y/${x}/${x}.z]"],
    ["    cmd: echo a: b\n    outs: [y]\n", "error yaml/syntax [echo a: b]"],
    ["    cmd: x\n    outs:\n      - y:\n          <<: *none\n", "error yaml/alias-unresolved [*none]"],
    ["    desc &a x\n    cmd: x\n    meta: *a\n", "error yaml/incomplete-key [desc]"],
    ["    deps [x]\n    cmd: x\n", "error yaml/incomplete-key [deps]"],
    ["\tcmd: x\n    outs: [y]\n", "error yaml/tab-indent [\t]"],
    ["    cmd: x\n\touts:\n      - y\n    desc: z\n", "error yaml/tab-indent [\t]"],
    [
      "    cmd: x\n    outs:\n\t- y: {cache: false}\n    desc: z\n  b:\n    cmd: y\n",
      "error yaml/tab-indent [\t]",
    ],
    ["    cmd: x\n    meta: [a, {b: c]\n    desc: z\n", "error yaml/unclosed-flow [{]"],
    ["    cmd: x\n    deps:\n    - q\nx:\n    - r\n    frozen: true\n", "error dvc/unknown-key [x]"],
    ["    cmd: x\n    deps:\n    - q\n    fro\n    frozen: true\n", "error yaml/incomplete-key [fro]"],
    [
      "    cmd: x\n    outs:\n      y/z:\n          cache: false\n      - w\n",
      "error yaml/incomplete-item [y/z:]",
    ],
    ["    cmd: x\n    outs:\n      - y: {cache: true}\n      z/a:\n", "error yaml/incomplete-item [z/a:]"],
    ["    cmd: x\n    outs:\n      word\n      - w\n", "error dvc/expected-list [word\n      - w]"],
    ["    cmd: x\n    outs:\n      - o:\n       cache: true\n      - p\n", "error yaml/bad-indent [cache]"],
    ["    cmd: x\n    deps:\n      - y\n        w:\n      - z\n", "error yaml/bad-indent [w]"],
    ["    cmd: x\nvars:\n  - v: 1\n  - w: 2\n  x: 3\n", "error yaml/bad-indent [x]"],
    [
      "    cmd: x\n    deps:\n     \u00a0- y\n     \u00a0- z\n    wdir:\u00a0.\n",
      "error yaml/odd-space [\u00a0]",
    ],
    ["    cm\n    deps:\n      -", "error yaml/incomplete-key [cm]"],
    [
      "    cmd: x ${w}\nvars:\n  - v: 1\n<<<<<<< HEAD\n  - u: 1\n=======\n  - w: 2\n>>>>>>> other\n",
      "error yaml/merge-conflict [<<<<<<< HEAD\n  - u: 1\n=======\n  - w: 2\n>>>>>>> other]",
    ],
  ])("%j", (lines, mark) => expect(marksOf(stage(lines), doubts)).toEqual([mark]));
});

describe("another mistake is told, too", () => {
  it.each([
    [stage("    cmd:\tx\n    wdirr: .\n"), ["yaml/tab [\t]", "dvc/unknown-key [wdirr]"]],
    [stage("    cmdd: x\n    desc: y\n    outs: [o\n"), ["yaml/unclosed-flow [[]", "dvc/unknown-key [cmdd]"]],
    [stage("    cmd: x\n    outs: [o\nmetrics: 5\n"), ["yaml/unclosed-flow [[]", "dvc/expected-list [5]"]],
    [stage("    cmd: x\n    foo: 1\n    cmd: y\n"), ["yaml/duplicate-key [cmd]", "dvc/unknown-key [foo]"]],
    [
      {
        "dvc.yaml": `vars: [values.yaml]\n${stage("    cm\n    cmd: x\n")}`,
        "values.yaml": "a: 1\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 2\nc: [\n",
      },
      ["yaml/incomplete-key [cm]", "yaml/unclosed-flow [[]"],
    ],
  ])("%j", (files, marks) => {
    expect(marksOf(files, doubts)).toEqual(marks.map((mark) => `error ${mark}`));
  });
});

it("tells of a folder around outputs where it is added", () => {
  const stage = (name: string, outs: string) => `  ${name}:\n    cmd: echo ${name}\n    outs: [${outs}]\n`;
  const inner = stage("a", "data/x, data/y");
  expect(loud(`stages:\n${inner}${stage("b", "data")}`)).toEqual(["dvc/overlapping-output 7 [data]"]);
  expect(loud(`stages:\n${stage("b", "data")}${stage("a", "data/x")}`)).toEqual([
    "dvc/overlapping-output 7 [data/x]",
  ]);
});

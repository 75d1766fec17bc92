import { describe, expect, it } from "vitest";
import { readAsPyYaml } from "#core/pipeline/yaml/pyyaml-scalar";
import { fixesOf, marksOf } from "../../support/fixes-of.ts";
import { problemsOf } from "../../support/pipeline-of.ts";

const stage = (lines: string): string => `stages:\n  a:\n    cmd: x\n${lines}`;

describe("anchors, block scalars and variables", () => {
  it.each<[string, string, Record<string, string>]>([
    ["yaml/anchor-unused", stage("    deps: &base [y]\n"), { "Remove '&base'": stage("    deps: [y]\n") }],
    [
      "yaml/anchor-unused",
      stage("    deps: &base\n      - y\n"),
      { "Remove '&base'": stage("    deps:\n      - y\n") },
    ],
    [
      "yaml/trailing-newline-block",
      stage("    deps:\n      - >\n        y\n      - z\n"),
      { "Write '>-'": stage("    deps:\n      - >-\n        y\n      - z\n") },
    ],
    [
      "yaml/trailing-newline-block",
      stage("    wdir: |+\n      y\n"),
      { "Write '|-'": stage("    wdir: |-\n      y\n") },
    ],
    [
      "dvc/vars-unused",
      `vars:\n  - old: 1\n  - x: 2\n${stage("    desc: ${x}\n")}`,
      { "Remove 'old'": `vars:\n  - x: 2\n${stage("    desc: ${x}\n")}` },
    ],
    ["dvc/vars-unused", `vars:\n  - old: 1\n${stage("")}`, { "Remove 'old'": stage("") }],
    [
      "dvc/vars-unused",
      `vars:\n  - old: 1\n    x: 2\n${stage("    desc: ${x}\n")}`,
      { "Remove 'old'": `vars:\n  - x: 2\n${stage("    desc: ${x}\n")}` },
    ],
    [
      "dvc/vars-unused",
      `vars: [{x: 2, old: 1}]\n${stage("    desc: ${x}\n")}`,
      { "Remove 'old'": `vars: [{x: 2}]\n${stage("    desc: ${x}\n")}` },
    ],
    [
      "dvc/vars-unused",
      stage("    vars:\n      - old: 1\n    desc: d\n"),
      { "Remove 'old'": stage("    desc: d\n") },
    ],
    [
      "dvc/stage-name",
      "stages:\n  a.b:\n    cmd: x\n",
      { "Rename to 'a-b'": "stages:\n  a-b:\n    cmd: x\n" },
    ],
    ["dvc/stage-name", "stages:\n  a.b:\n    cmd: x\n  a-b:\n    cmd: y\n", {}],
  ])("%s in %j", (code, before, fixes) => expect(fixesOf(before, code)).toEqual(fixes));

  it.each([
    [`vars: [{b: &b 1}, {c: *b}]\n${stage("    desc: ${b} ${c}\n")}`, []],
    [stage("    deps: [y && z]\n    desc: |\n      &x and *y\n"), []],
    [`vars: [{b: 1}]\n${stage("    desc: a ${ b[0] }\n")}`, []],
    [`vars: [{b: 1}]\nmetrics: ["\${b}"]\n${stage("")}`, []],
    [`vars: [{b: 1}]\nstages:\n  \${b}\n`, []],
    ["stages:\n  naïve-2 c:\n    cmd: x\n", []],
    [stage("    desc: |\n      y\n"), []],
  ])("is silent about %j", (text, marks) => {
    expect(marksOf(text).filter((mark) => /anchor|newline|unused|stage-name/.test(mark))).toEqual(marks);
  });

  it("renames a group in dvc.lock, too", () => {
    const files = {
      "dvc.yaml": "stages:\n  a/b:\n    foreach: [x]\n    do:\n      cmd: y\n",
      "dvc.lock": "schema: '2.0'\nstages:\n  a/b@x:\n    cmd: y\n",
    };
    expect(fixesOf(files, "dvc/stage-name")).toEqual({
      "Rename to 'a-b'": {
        "dvc.yaml": "stages:\n  a-b:\n    foreach: [x]\n    do:\n      cmd: y\n",
        "dvc.lock": "schema: '2.0'\nstages:\n  a-b@x:\n    cmd: y\n",
      },
    });
  });
});

describe("values that PyYAML reads differently", () => {
  const files = (params: string, script = "import yaml\n") => ({
    "dvc.yaml":
      "stages:\n  a:\n    cmd: python src/a.py\n    params: [{params.yaml: }]\n    deps: [src/a.py]\n",
    "params.yaml": params,
    "src/a.py": script,
  });

  it.each<[string, string, string, Record<string, string>]>([
    [
      "yaml/number-dialect",
      "lr: 1e-3 # r\n",
      "'1e-3' is the number 0.001 for DVC and text",
      { "Write 1.0e-3": "lr: 1.0e-3 # r\n" },
    ],
    ["yaml/number-dialect", "lr: 1e3\n", "'1e3' is the number 1000.0", { "Write 1.0e+3": "lr: 1.0e+3\n" }],
    ["yaml/number-dialect", "lr: +.5\n", "'+.5' is the number 0.5", { "Write +0.5": "lr: +0.5\n" }],
    [
      "yaml/number-dialect",
      "a: 5e-05\nb: [1.5e5]\n",
      "'5e-05' is the number 5e-05",
      {
        "Write 5.0e-05": "a: 5.0e-05\nb: [1.5e5]\n",
        "Write all of the file so": "a: 5.0e-05\nb: [1.5e+5]\n",
      },
    ],
    [
      "yaml/bool-dialect",
      "flag: no\n",
      "'no' is text for DVC and false",
      { "Write false": "flag: false\n", "Write 'no'": "flag: 'no'\n" },
    ],
    [
      "yaml/int-dialect",
      "n: 010\n",
      "'010' is the number 10 for DVC and the number 8",
      { "Write 10": "n: 10\n" },
    ],
    ["yaml/int-dialect", "n: 08\n", "'08' is the number 8 for DVC and text", { "Write 8": "n: 8\n" }],
    [
      "yaml/int-dialect",
      "t: 1:30\n",
      "'1:30' is text for DVC and the number 90",
      { "Write '1:30'": "t: '1:30'\n" },
    ],
  ])("%s in %j", (code, before, message, fixes) => {
    const after = Object.entries(fixes).map(([title, text]) => [title, { "params.yaml": text }]);
    expect(fixesOf(files(before), code)).toEqual(Object.fromEntries(after));
    expect(problemsOf(files(before)).find((problem) => problem.code === code)?.message).toContain(message);
    for (const text of Object.values(fixes)) {
      const rest = problemsOf(files(text)).filter(
        ({ code, range }) => code.startsWith("yaml/") && range.start < 6,
      );
      expect(rest).toEqual([]);
    }
  });

  it("is a warning where a script with PyYAML is seen, and silent where the reader agrees with DVC", () => {
    expect(marksOf(files("lr: 1e-3\n"), /yaml/)).toEqual(["warning yaml/number-dialect [1e-3]"]);
    expect(marksOf(files("lr: 1e-3\n", "import os\n"), /yaml/)).toEqual([
      "information yaml/number-dialect [1e-3]",
    ]);
    expect(marksOf(files("lr: 1e-3\n", "import dvc.api\nparams = dvc.api.params_show()\n"), /yaml/)).toEqual(
      [],
    );
  });

  it.each([
    "1.0e-3",
    "0.1",
    ".5",
    "1_000",
    "0x1F",
    "0b11",
    "'010'",
    "yess",
    "-3",
    ".inf",
    "~",
    "1.",
    "12:99",
  ])("is silent about %s", (value) => expect(marksOf(files(`v: ${value}\n`), /yaml/)).toEqual([]));

  /** What `yaml.safe_load` of PyYAML 6.0 gives. */
  it.each([
    ["1e-3", "1e-3"],
    ["1.5e+3", 1500],
    ["1.5e3", "1.5e3"],
    [".5e-3", 0.0005],
    ["+.5", "+.5"],
    ["010", 8n],
    ["-010", -8n],
    ["0o10", "0o10"],
    ["08", "08"],
    ["0_1", 1n],
    ["1:30", 90n],
    ["12:30:45", 45045n],
    ["1:30.5", 90.5],
    ["0x1F", 31n],
    ["Off", false],
    ["y", "y"],
    ["-.INF", -Infinity],
  ])("%s", (text, value) => expect(readAsPyYaml(text)).toBe(value));
});

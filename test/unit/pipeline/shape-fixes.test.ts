import { describe, expect, it } from "vitest";
import { fixesOf, marksOf } from "../../support/fixes-of.ts";

const stage = (lines: string): string => `stages:\n  a:\n${lines}`;

describe("what a dvc.yaml of the wrong shape is repaired to", () => {
  it.each<[string, string, Record<string, string>]>([
    [
      "dvc/unknown-key",
      "    cmdd: x\n    outs: [o]\n",
      {
        "Change to 'cmd'": "    cmd: x\n    outs: [o]\n",
        "Move it into 'meta'": "    meta:\n      cmdd: x\n    outs: [o]\n",
        "Remove 'cmdd'": "    outs: [o]\n",
      },
    ],
    [
      "dvc/unknown-key",
      "    cmd: x\n    owner:\n      name: me\n    meta:\n      team: ml\n    outs: [o]\n",
      {
        "Move it into 'meta'":
          "    cmd: x\n    meta:\n      team: ml\n      owner:\n        name: me\n    outs: [o]\n",
        "Remove 'owner'": "    cmd: x\n    meta:\n      team: ml\n    outs: [o]\n",
      },
    ],
    [
      "dvc/unknown-key",
      "    cmd: x\n    outs: [o: {owner: me, cache: false}]\n",
      { "Remove 'owner'": "    cmd: x\n    outs: [o: {cache: false}]\n" },
    ],
    ["dvc/missing-cmd", "    outs: [o]\n", { "Add 'cmd'": "    cmd: \n    outs: [o]\n" }],
    ["dvc/missing-cmd", "", { "Add 'cmd'": "    cmd: \n" }],
    [
      "dvc/expected-list",
      "    cmd: x\n    deps: y\n",
      { "Make it a list": "    cmd: x\n    deps: \n    - y\n" },
    ],
    [
      "dvc/expected-bool",
      "    cmd: x\n    frozen: yes\n",
      { "Change to true": "    cmd: x\n    frozen: true\n" },
    ],
    [
      "dvc/expected-bool",
      "    cmd: x\n    frozen: 0\n",
      { "Change to false": "    cmd: x\n    frozen: false\n" },
    ],
    ["dvc/expected-bool", "    cmd: x\n    frozen: maybe\n", {}],
    [
      "dvc/expected-string",
      "    cmd: x\n    wdir: 1\n",
      { "Put it in quotes": "    cmd: x\n    wdir: '1'\n" },
    ],
    ["dvc/interp-typed-field", "    cmd: x\n    frozen: ${f}\n", {}],
    [
      "dvc/foreach-without-do",
      "    foreach: [1, 2]\n    cmd: x ${item}\n    outs:\n      - o${item}\n",
      {
        "Move the keys of the stage into 'do'":
          "    foreach: [1, 2]\n    do:\n      cmd: x ${item}\n      outs:\n        - o${item}\n",
      },
    ],
    [
      "dvc/foreach-without-do",
      "    foreach: [1, 2]\n",
      { "Add 'do'": "    do:\n      cmd: \n    foreach: [1, 2]\n" },
    ],
    [
      "dvc/foreach-sibling-key",
      "    foreach: [1, 2]\n    do:\n      cmd: x\n    wdir: w\n",
      { "Move it into 'do'": "    foreach: [1, 2]\n    do:\n      cmd: x\n      wdir: w\n" },
    ],
    [
      "dvc/foreach-sibling-key",
      "    wdir: w\n    foreach: [1, 2]\n    do:\n      cmd: x\n\n  b:\n    cmd: y\n",
      {
        "Move it into 'do'":
          "    foreach: [1, 2]\n    do:\n      cmd: x\n      wdir: w\n\n  b:\n    cmd: y\n",
      },
    ],
    [
      "dvc/foreach-with-matrix",
      "    foreach: [1, 2]\n    matrix: {m: [1]}\n    do:\n      cmd: x\n",
      { "Remove 'matrix'": "    foreach: [1, 2]\n    do:\n      cmd: x\n" },
    ],
    [
      "dvc/foreach-with-matrix",
      "    foreach: [1, 2]\n    do:\n      matrix: {m: [1]}\n      cmd: x\n",
      { "Remove 'matrix'": "    foreach: [1, 2]\n    do:\n      cmd: x\n" },
    ],
    [
      "dvc/deprecated-key",
      "    cmd: x\n    outs:\n      - o: {checkpoint: true, cache: false}\n",
      { "Remove 'checkpoint'": "    cmd: x\n    outs:\n      - o: {cache: false}\n" },
    ],
    [
      "dvc/deprecated-key",
      "    cmd: x\n    outs:\n      - o: \n          checkpoint: true\n      - p\n",
      { "Remove 'checkpoint'": "    cmd: x\n    outs:\n      - o\n      - p\n" },
    ],
    [
      "dvc/deprecated-key",
      "    cmd: x\n    outs:\n      - o: # why\n          checkpoint: true\n",
      { "Remove 'checkpoint'": "    cmd: x\n    outs:\n      - o # why\n" },
    ],
    [
      "dvc/unknown-key",
      "    cmd: x\n    outs:\n      - o: {strange: 1}\n",
      { "Remove 'strange'": "    cmd: x\n    outs:\n      - o: {}\n" },
    ],
    [
      "dvc/unknown-key",
      "    strange: 1\n",
      { "Move it into 'meta'": "    meta:\n      strange: 1\n", "Remove 'strange'": "" },
    ],
    ["dvc/missing-cmd", "    deps: [d]\n", { "Add 'cmd'": "    cmd: \n    deps: [d]\n" }],
    [
      "dvc/unknown-remote",
      "    cmd: x\n    outs: [o: {remote: stroe}]\n",
      { "Change to 'store'": "    cmd: x\n    outs: [o: {remote: store}]\n" },
    ],
    [
      "dvc/interp-unclosed",
      "    cmd: echo ${f && x\n",
      { "Add '}'": "    cmd: echo ${f} && x\n", "Write '\\${'": "    cmd: echo \\${f && x\n" },
    ],
    ["dvc/interp-unclosed", '    cmd: "echo ${f.; x"\n', { "Write '\\${'": '    cmd: "echo \\\\${f.; x"\n' }],
    [
      "dvc/interp-multiline",
      "    cmd: |\n      echo ${\n        f } x\n",
      { "Change to '${f}'": "    cmd: |\n      echo ${f} x\n" },
    ],
  ])("%s in %j", (code, before, fixes) => {
    const after = Object.entries(fixes).map(([title, lines]) => [title, stage(lines)]);
    expect(fixesOf(stage(before), code)).toEqual(Object.fromEntries(after));
  });
});

describe("what variables and expressions are repaired to", () => {
  const file = (vars: string, lines: string): string => `vars:\n${vars}${stage(`    cmd: x\n${lines}`)}`;

  it.each<[string, string, Record<string, string>]>([
    [
      "dvc/empty-section",
      stage("    cmd: x\n    deps:\n    outs: [o]\n"),
      { "Remove 'deps'": stage("    cmd: x\n    outs: [o]\n") },
    ],
    ["dvc/missing-cmd", "stages: {s: {deps: [d]}}\n", { "Add 'cmd'": "stages: {s: {cmd: , deps: [d]}}\n" }],
    [
      "dvc/foreach-without-do",
      "stages: {s: {foreach: [1]}}\n",
      { "Add 'do'": "stages: {s: {do: {cmd: }, foreach: [1]}}\n" },
    ],
    [
      "dvc/foreach-duplicate-item",
      stage("    foreach: [p, q, p]\n    do: {cmd: 'x ${item}'}\n"),
      { "Remove this item": stage("    foreach: [p, q]\n    do: {cmd: 'x ${item}'}\n") },
    ],
    [
      "dvc/interp-not-primitive",
      file("  - m: {a: 1, b: [1], c: {}}\n", "    wdir: ${m}\n"),
      { "Change to '${m.a}'": file("  - m: {a: 1, b: [1], c: {}}\n", "    wdir: ${m.a}\n") },
    ],
    [
      "dvc/vars-redefined",
      file("  - m: 1\n  - m: 2\n  - n: 3\n", "    desc: ${m} ${n}\n"),
      { "Remove this item": file("  - m: 1\n  - n: 3\n", "    desc: ${m} ${n}\n") },
    ],
    [
      "dvc/vars-redefined",
      file("  - m: 1\n  - n: 3\n    m: 2\n", "    desc: ${m} ${n}\n"),
      { "Remove 'm'": file("  - m: 1\n  - n: 3\n", "    desc: ${m} ${n}\n") },
    ],
    [
      "dvc/interp-unknown",
      stage("    cmd: x ${HOME}\n"),
      { "Leave it to the shell": stage("    cmd: x $HOME\n") },
    ],
    [
      "dvc/interp-unknown",
      stage("    cmd: x ${PORT:-80}\n"),
      { "Leave it to the shell": stage("    cmd: x \\${PORT:-80}\n") },
    ],
    ["dvc/interp-unknown", stage('    cmd: "x ${PORT:-80}"\n'), {}],
  ])("%s in %j", (code, before, fixes) => expect(fixesOf(before, code)).toEqual(fixes));

  const withFile = (vars: string) => ({
    "dvc.yaml": file(vars, "    desc: ${lr}\n"),
    "params.yaml": "lr: 1\n",
    "conf.yaml": "rate: 1\n",
  });

  it.each<[string, string, Record<string, string>]>([
    [
      "dvc/vars-partial-conflict",
      "  - conf.yaml\n  - params.yaml:lr\n",
      { "Remove this item": "  - conf.yaml\n" },
    ],
    ["dvc/vars-missing-key", "  - 'conf.yaml:rat'\n", { "Change to 'rate'": "  - 'conf.yaml:rate'\n" }],
    ["dvc/interp-not-allowed", "  - a: ${lr}\n", { "Write 1": "  - a: 1\n" }],
  ])("%s in %j", (code, before, fixes) => {
    const after = Object.entries(fixes).map(([title, vars]) => [title, withFile(vars)["dvc.yaml"]]);
    expect(fixesOf(withFile(before), code)).toEqual(Object.fromEntries(after));
  });

  it("makes a file that is not there", () => {
    const files = withFile("  - new/conf.yaml\n");
    expect(fixesOf(files, "dvc/vars-file-missing")).toEqual({
      "Create 'new/conf.yaml'": { "new/conf.yaml": "{}\n" },
    });
  });
});

it("writes the name of the file that was meant", () => {
  const file = (name: string) => `vars: ["sub/${name}:lr"]\n${stage("    cmd: x ${lr}\n")}`;
  const fixes = fixesOf(
    { "dvc.yaml": file("confg.yaml"), "sub/config.yaml": "lr: 1\n" },
    "dvc/vars-file-missing",
  );
  expect(fixes["Change to 'config.yaml'"]).toBe(file("config.yaml"));
});

describe("how bad it is", () => {
  it.each([
    ["    cmd: x\n    outs: [o: {remote: store}]\n", []],
    ["    cmd: x\n    outs: [o: {remote: nope}]\n", ["warning dvc/unknown-remote [nope]"]],
    [
      "    foreach: [1]\n    matrix: {m: [1]}\n    do: {cmd: x}\n",
      ["error dvc/foreach-with-matrix [matrix]"],
    ],
    ["    foreach: [1]\n    do: {cmd: x, matrix: {m: [1]}}\n", ["warning dvc/foreach-with-matrix [matrix]"]],
    ["    cmd: x \\${f\n", []],
    ["    cmd: x $ {f\n", []],
    ["    cmd: x ${f\n", ["warning dvc/interp-unclosed [${f]"]],
  ])("%j", (lines, marks) => expect(marksOf(stage(lines), /remote|foreach|interp/)).toEqual(marks));
});

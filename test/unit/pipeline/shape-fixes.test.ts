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
  ])("%j", (lines, marks) => expect(marksOf(stage(lines))).toEqual(marks));
});

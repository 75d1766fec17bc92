import { describe, expect, it } from "vitest";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

type Files = Readonly<Record<string, string>>;

function toldOf(code: string, files: Files): string {
  return told(files, problemsWith(code, files));
}

const stage = (lines: string, cmd = "python train.py"): string => `stages:\n  s:\n    cmd: ${cmd}\n${lines}`;

describe("what a stage lists", () => {
  it("params/duplicate", () => {
    const files = { "dvc.yaml": stage("    params: [lr, lr]\n"), "params.yaml": "lr: 1\n" };
    expect(toldOf("params/", files)).toBe(`\
warning params/duplicate dvc.yaml:4 [lr] 'lr' of 'params.yaml' is already a parameter of 's': remove one of the two.
  see dvc.yaml:4 [lr] It is first listed here
  fix Remove the second 'lr'`);
    expect(fixed(files, problemsWith("params/", files))).toEqual({
      title: "Remove the second 'lr'",
      text: stage("    params: [lr]\n"),
    });
  });

  it("params/covered", () => {
    const files = {
      "dvc.yaml": stage("    params:\n      - train\n      - train.opt.lr\n      - trainer\n"),
      "params.yaml": "train: {opt: {lr: 1}}\ntrainer: 1\n",
    };
    expect(toldOf("params/", files)).toBe(`\
hint params/covered dvc.yaml:6 [train.opt.lr] 'train.opt.lr' is already covered by 'train'.
  see dvc.yaml:5 [train] 'train' holds it
  fix Remove 'train.opt.lr'`);
    expect(fixed(files, problemsWith("params/", files))?.text).toBe(
      stage("    params:\n      - train\n      - trainer\n"),
    );
  });
});

describe("params/read-but-not-declared", () => {
  const script = 'import yaml\np = yaml.safe_load(open("params.yaml"))\nrun(p["train"]["lr"], p["seed"])\n';
  const files = (lines: string): Files => ({
    "dvc.yaml": stage(lines),
    "train.py": script,
    "params.yaml": "train: {lr: 1}\nseed: 2\n",
  });
  const code = "params/read";

  it("tells all of one script at the word that names it, and adds them", () => {
    const all = files("    deps: [train.py]\n    outs: [x]\n");
    expect(toldOf(code, all)).toBe(`\
warning params/read-but-not-declared dvc.yaml:3 [train.py] 'train.py' reads 'train.lr', 'seed', which 's' does not list under 'params': a change does not run it again.
  see train.py:3 [p["train"]["lr"]] 'train.lr' is read here
  see train.py:3 [p["seed"]] 'seed' is read here
  fix Add train.lr, seed to the parameters of 's'`);
    expect(fixed(all, problemsWith(code, all))?.text).toBe(
      stage("    deps: [train.py]\n    params:\n      - train.lr\n      - seed\n    outs: [x]\n"),
    );
    const some = files("    params: [seed]\n");
    expect(fixed(some, problemsWith(code, some))?.text).toBe(stage("    params: [seed, train.lr]\n"));
  });

  it.each([
    "    params: [train, seed]\n",
    "    params: [train.lr, seed]\n",
    "    params: [params.yaml: ]\n",
    "    params: ['*']\n",
    "    deps: [params.yaml]\n",
    "    always_changed: true\n    outs: [x]\n",
  ])("is silent with %j", (lines) => {
    expect(toldOf(code, files(lines))).toBe("");
  });

  it("is silent of a parameter that the file does not have", () => {
    expect(toldOf(code, { ...files("    outs: [x]\n"), "params.yaml": "other: 1\n" })).toBe("");
  });
});

describe("what a parameter file holds", () => {
  const lock = (value: string): string =>
    `schema: '2.0'\nstages:\n  s:\n    cmd: python train.py\n    params:\n      params.yaml:\n        lr: ${value}\n`;

  it("params/type-changed-vs-lock", () => {
    const files = {
      "dvc.yaml": stage("    params: [lr]\n"),
      "params.yaml": "lr: '0.1'\n",
      "dvc.lock": lock("0.1"),
    };
    expect(toldOf("params/", files)).toBe(`\
information params/type-changed-vs-lock params.yaml:1 ['0.1'] 'lr' was a number (0.1) when 's' last ran, and is text now.
  see dvc.lock:7 [lr: 0.1] It ran with this value`);
    for (const value of ["1", "null", "0.5"]) {
      expect(toldOf("params/", { ...files, "params.yaml": `lr: ${value}\n` })).toBe("");
    }
  });

  it("params/null says what the command gets", () => {
    const files = { "dvc.yaml": stage("", "run ${a.b} ${c}"), "params.yaml": "a:\n  b:\nc: None\n" };
    expect(toldOf("params/null", files)).toBe(`\
information params/null params.yaml:2 [b] 'a.b' has no value: the command of 's' gets the text 'None'.
  see dvc.yaml:3 [run \${a.b} \${c}] The command is here`);
    expect(toldOf("params/null", { ...files, "dvc.yaml": stage("    params: [a.b]\n") })).toBe("");
  });

  it("params/dotted-key, where keys are named", () => {
    const files = {
      "dvc.yaml": stage("    params: [lr, deep]\n"),
      "params.yaml": "lr: 1\na.b: 2\ndeep: {c.d: 3}\n",
    };
    expect(toldOf("params/dotted", files)).toBe(
      "warning params/dotted-key params.yaml:2 [a.b] 'a.b' has a dot in it, so neither 'params' nor `${}` can name it: write a mapping, or another name.",
    );
    expect(toldOf("params/dotted", { ...files, "dvc.yaml": stage("    params: [params.yaml: ]\n") })).toBe(
      "",
    );
    expect(toldOf("params/dotted", { ...files, "dvc.yaml": stage("") })).toBe("");
  });

  it("params/non-string-key, where the mapping goes into an expression", () => {
    const files = {
      "dvc.yaml": stage("", "run ${labels}"),
      "params.yaml": "labels:\n  1: cat\n  dog: 2\nids: {2: x}\n",
    };
    expect(toldOf("params/non-string", files)).toBe(`\
warning params/non-string-key params.yaml:2 [1] '1' is no text, and DVC leaves such keys out of \`\${labels}\`: put it in quotes.
  fix Change to '"1"'`);
    expect(fixed(files, problemsWith("params/non-string", files), "params.yaml")?.text).toContain(
      '  "1": cat\n',
    );
  });

  it("params/unused, where every reader is known", () => {
    const files: Files = {
      "dvc.yaml": stage("    params: [train.lr]\n", "python train.py ${seed}"),
      "params.yaml": "train: {lr: 1, old: 2}\nseed: 1\ngone: {a: 1}\n",
      "train.py": "import sys\nprint(sys.argv)\n",
    };
    expect(toldOf("params/unused", files)).toBe(`\
hint params/unused params.yaml:1 [old] No stage and no \`\${}\` uses 'old'.
hint params/unused params.yaml:3 [gone] No stage and no \`\${}\` uses 'gone'.`);
    const silent: readonly Files[] = [
      { "train.py": "import yaml\n" },
      { "train.py": "import lib\n", "lib.py": "" },
      { "dvc.yaml": stage("    params: [train.lr]\n", "make ${seed}") },
      { "dvc.yaml": stage("    params: [params.yaml: ]\n") },
      { "dvc.yaml": `params: [params.yaml]\n${files["dvc.yaml"]}` },
    ];
    for (const each of silent) expect(toldOf("params/unused", { ...files, ...each })).toBe("");
  });
});

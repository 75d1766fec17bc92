import { describe, expect, it } from "vitest";
import type { CheckWorld } from "#core/pipeline/check";
import type { Problem } from "#core/pipeline/problem";
import { applyFix, problemsOf as allProblemsOf } from "../../support/pipeline-of.ts";
import type { Files } from "../../support/pipeline-of.ts";
import { told as toldOf } from "../../support/told-problems.ts";

/** Advice that examples as small as these do not follow. */
const advice = ["dvc/never-reruns", "dvc/path-absolute", "metrics/cached-metric"];

function problemsOf(files: Files, world: Partial<CheckWorld> = {}): Problem[] {
  return allProblemsOf(files, world).filter(({ code }) => !advice.includes(code));
}

function told(files: Files, problems: readonly Problem[] = problemsOf(files)): string {
  return toldOf(files, problems);
}

/** The text of a file after the first fix of the first problem. */
function repaired(files: Files, file = "dvc.yaml", at = 0): string | undefined {
  const fix = problemsOf(files)[0]?.fixes?.[at];
  return fix && applyFix(files, fix)[file];
}

describe("graph rules", () => {
  it("blames the dependency that closes a cycle and shows each hop", () => {
    const files = {
      "dvc.yaml": `\
stages:
  train:
    cmd: t
    deps:
      - metrics.json
      - code.py
    outs: [model.pkl]
  eval:
    cmd: e
    deps: [model.pkl]
    outs: [metrics.json]
  report:
    cmd: r
    deps: [metrics.json]
`,
      "code.py": "",
    };
    expect(told(files)).toBe(`\
error dvc/cycle dvc.yaml:5 [metrics.json] 'metrics.json' closes a cycle: train → eval → train. Remove one of these dependencies.
  see dvc.yaml:10 [model.pkl] 'eval' needs 'model.pkl', which 'train' makes
  fix Remove dependency 'metrics.json' of 'train'`);
    expect(repaired(files)).toBe(files["dvc.yaml"].replace("      - metrics.json\n", ""));
  });

  it("tells each knot of cycles once, by a shortest way", () => {
    const stage = (name: string, deps: string): string =>
      `  ${name}:\n    cmd: x\n    deps: [${deps}]\n    outs: [${name}.o]\n`;
    const text = `stages:\n${stage("a", "c.o, d.o")}${stage("b", "a.o")}${stage("c", "b.o")}${stage("d", "c.o")}${stage("x", "y.o")}${stage("y", "x.o")}`;
    expect(problemsOf({ "dvc.yaml": text }).map((problem) => problem.message)).toEqual([
      "'c.o' closes a cycle: a → b → c → a. Remove one of these dependencies.",
      "'y.o' closes a cycle: x → y → x. Remove one of these dependencies.",
    ]);
  });

  it("tells one wrong output once, however many cycles it closes", () => {
    const stage = (name: string, deps: string, outs: string): string =>
      `  ${name}:\n    cmd: x\n    deps: [${deps}]\n    outs: [${outs}]\n`;
    const text = `stages:\n${stage("a", "raw", "a.o")}${stage("b", "raw", "b.o")}${stage("c", "raw, b.o", "c.o")}${stage("d", "a.o, c.o", "raw")}${stage("e", "c.o", "e.o")}`;
    expect(problemsOf({ "dvc.yaml": text }).map((problem) => problem.message)).toEqual([
      "'raw' closes a cycle: a → d → a. Remove one of these dependencies.",
    ]);
  });

  it("sees a stage that waits for itself, and removes an empty section with its key", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: x\n    deps:\n      - model\n    outs:\n      - model\n",
    };
    expect(told(files)).toBe(`\
error dvc/self-cycle dvc.yaml:5 [model] 'model' is both a dependency and an output of 'a': a stage cannot wait for itself.
  see dvc.yaml:7 [model] The output is here
  fix Remove dependency 'model'`);
    expect(repaired(files)).toBe("stages:\n  a:\n    cmd: x\n    outs:\n      - model\n");
  });

  it("points from one maker of an output to the other", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  a:\n    cmd: x\n    outs: [m]\n  b:\n    cmd: x\n    outs:\n      - n\n      - m:\n          cache: false\n",
    };
    expect(told(files)).toBe(`\
error dvc/duplicate-output dvc.yaml:9 [m] 'm' is already an output of 'a': two stages cannot make one path.
  see dvc.yaml:4 [m] 'a' makes it here
  fix Remove output 'm' of 'b'`);
    expect(repaired(files)).toBe(
      "stages:\n  a:\n    cmd: x\n    outs: [m]\n  b:\n    cmd: x\n    outs:\n      - n\n",
    );
  });

  it("counts two sections and two spellings as two outputs, like DVC", () => {
    const files = { "dvc.yaml": "stages:\n  a:\n    cmd: x\n    outs: [o, ./o]\n    metrics: [o]\n" };
    expect(problemsOf(files).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "dvc/duplicate-output 'o' is already an output of this stage, under another section or spelling: keep one.",
      "dvc/duplicate-output 'o' is already an output of this stage, under another section or spelling: keep one.",
    ]);
  });

  it("tells a template once that all its stages write one path", () => {
    const files = {
      "dvc.yaml":
        "stages:\n  t:\n    foreach: [a, b, c]\n    do:\n      cmd: x ${item}\n      outs: [model]\n",
    };
    expect(told(files)).toBe(
      "error dvc/duplicate-output dvc.yaml:6 [model] 'model' is the same for every stage that 't' makes: put ${item} or ${key} into the path.",
    );
  });

  it("sees an output inside of another, across files", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: x\n    outs: [data]\n",
      "sub/dvc.yaml": "stages:\n  b:\n    cmd: x\n    outs: [../data/x]\n",
    };
    expect(told(files)).toBe(`\
error dvc/overlapping-output sub/dvc.yaml:4 [../data/x] 'data/x' lies inside 'data', an output of 'a': outputs must not overlap.
  see dvc.yaml:4 [data] 'a' makes the folder here
  fix Remove output '../data/x' of 'b'`);
  });

  it("warns of a path that is listed twice", () => {
    const files = { "dvc.yaml": "stages:\n  a:\n    cmd: x\n    deps: [in, ./in]\n", in: "" };
    expect(told(files)).toBe(`\
warning dvc/path-twice dvc.yaml:4 [./in] 'in' is already a dependency of 'a': remove one of the two lines.
  see dvc.yaml:4 [in] It is first listed here
  fix Remove the second './in'`);
    expect(repaired(files)).toBe("stages:\n  a:\n    cmd: x\n    deps: [in]\n");
  });
});

describe("dvc/dep-missing", () => {
  it("is told of a misspelt output, and not of each of its users", () => {
    const stage = (name: string, deps: string, outs: string): string =>
      `  ${name}:\n    cmd: x\n    deps: [${deps}]\n    outs: [${outs}]\n`;
    const users = `${stage("b", "model.pkl", "b.o")}${stage("c", "model.pkl", "c.o")}`;
    const files = { "dvc.yaml": `stages:\n${stage("a", "in", "modle.pkl")}${users}`, in: "" };
    expect(told(files)).toBe(`\
warning dvc/dep-missing dvc.yaml:5 [modle.pkl] No stage needs 'modle.pkl', and none makes 'model.pkl', which 2 stages need. Is it misspelt?
  see dvc.yaml:8 [model.pkl] 'b' needs 'model.pkl'
  see dvc.yaml:12 [model.pkl] 'c' needs 'model.pkl'
  fix Change to 'model.pkl'`);
    expect(repaired(files)).toBe(files["dvc.yaml"].replace("modle", "model"));
    const needed = { ...files, "dvc.yaml": files["dvc.yaml"] + stage("d", "modle.pkl", "d.o") };
    expect(problemsOf(needed).map(({ message }) => message)).toEqual([
      "'model.pkl' does not exist and no stage makes it. Did you mean 'modle.pkl'?",
      "'model.pkl' does not exist and no stage makes it. Did you mean 'modle.pkl'?",
    ]);
  });

  const stage = (deps: string): string => `stages:\n  a:\n    cmd: x\n    deps:\n      - ${deps}\n`;

  it("suggests the file that was meant", () => {
    const files = { "dvc.yaml": stage('"data/raww.csv"'), "data/raw.csv": "" };
    expect(told(files)).toBe(`\
warning dvc/dep-missing dvc.yaml:5 ["data/raww.csv"] 'data/raww.csv' does not exist and no stage makes it. Did you mean 'data/raw.csv'?
  fix Change to 'data/raw.csv'`);
    expect(repaired(files)).toBe(stage('"data/raw.csv"'));
  });

  it("suggests a folder that was meant, relative to the working folder", () => {
    const files = {
      "sub/dvc.yaml": "stages:\n  a:\n    cmd: x\n    wdir: work\n    deps: [../../dta/raw.csv]\n",
      "data/raw.csv": "",
    };
    expect(repaired(files, "sub/dvc.yaml")).toContain("deps: [../../data/raw.csv]");
  });

  it("suggests an output of another stage", () => {
    const files = { "dvc.yaml": `${stage("modle.pkl")}  b:\n    cmd: y\n    outs: [model.pkl]\n` };
    expect(problemsOf(files)[0]?.message).toContain("Did you mean 'model.pkl'?");
  });

  it("offers no repair where a template gave the path", () => {
    const files = { "dvc.yaml": `vars:\n  - f: raww.csv\n${stage("${f}")}`, "raw.csv": "" };
    expect(told(files)).toBe(
      "warning dvc/dep-missing dvc.yaml:7 [${f}] 'raww.csv' does not exist and no stage makes it. Did you mean 'raw.csv'?",
    );
  });

  it.each([
    ["s3://bucket/raw.csv", {}],
    ["/etc/hosts", {}],
    ["data/raw.csv", { "data/raw.csv": "" }],
    ["data", { "data/raw.csv": "" }],
    ["data", { "sub/dvc.yaml": "stages:\n  b:\n    cmd: y\n    outs: [../data/part]\n" }],
    ["data/deep/file", { "sub/dvc.yaml": "stages:\n  b:\n    cmd: y\n    outs: [../data]\n" }],
  ])("is silent about %s with %j", (path, others) => {
    expect(told({ "dvc.yaml": stage(path), ...others })).toBe("");
  });

  it("is silent where nobody can tell what exists", () => {
    expect(problemsOf({ "dvc.yaml": stage("data.csv") }, { exists: () => undefined })).toEqual([]);
  });

  it("is silent while a stage that may make it does not resolve", () => {
    const text = `${stage("model.pkl")}  b:\n    cmd: echo \${nope}\n    outs: [model.pkl]\n`;
    expect(problemsOf({ "dvc.yaml": text }).map((problem) => problem.code)).toEqual(["dvc/interp-unknown"]);
  });

  it("says what is only not pulled yet", () => {
    const files = { "dvc.yaml": stage("data/raw.csv") };
    for (const by of ["data/raw.csv.dvc", "data.dvc"]) {
      expect(told({ ...files, [by]: "" })).toBe(
        `information dvc/dep-missing dvc.yaml:5 [data/raw.csv] 'data/raw.csv' is tracked by '${by}' but is not here yet: pull it.`,
      );
    }
    expect(problemsOf(files, { tracked: () => "other.dvc" })[0]?.message).toContain("'other.dvc'");
    const lock = "schema: '2.0'\nstages:\n  gone:\n    cmd: x\n    outs:\n    - path: data/raw.csv\n";
    expect(problemsOf({ ...files, "dvc.lock": lock })[0]?.severity).toBe("information");
  });
});

describe("a dependency that is nearly an output", () => {
  it("is not what its own stage makes", () => {
    const files = {
      "dvc.yaml": "stages:\n  a:\n    cmd: x\n    deps: [data/labels.json]\n    outs: [data/labels2.json]\n",
    };
    expect(told(files)).toBe(
      "warning dvc/dep-missing dvc.yaml:4 [data/labels.json] 'data/labels.json' does not exist and no stage makes it.",
    );
  });
});

describe("params rules", () => {
  const yaml = (keys: string): string => `stages:\n  a:\n    cmd: x\n    params: ${keys}\n`;
  const params = "train:\n  lr: 0.1  # rate\n  seed: 1\nsplit: 0.2\n";

  it("suggests a key and offers to rename or to add", () => {
    const files = { "dvc.yaml": yaml("[train.lrr]"), "params.yaml": params };
    expect(told(files)).toBe(`\
warning params/missing-key dvc.yaml:4 [train.lrr] 'train.lrr' is missing from 'params.yaml'. Did you mean 'train.lr'?
  fix Change to 'train.lr'
  fix Add 'train.lrr' to params.yaml`);
    expect(repaired(files)).toBe(yaml("[train.lr]"));
    expect(repaired(files, "params.yaml", 1)).toBe(params.replace("  seed: 1\n", "  seed: 1\n  lrr:\n"));
  });

  it("knows a key by its last part", () => {
    const files = { "dvc.yaml": yaml("[seed]"), "params.yaml": params };
    expect(problemsOf(files)[0]?.message).toContain("Did you mean 'train.seed'?");
  });

  it("looks into other files, JSON too", () => {
    const files = { "dvc.yaml": yaml("[{conf/p.json: [lr, epochs]}]"), "conf/p.json": '{"lr": 1}' };
    expect(told(files)).toBe(`\
warning params/missing-key dvc.yaml:4 [epochs] 'epochs' is missing from 'conf/p.json'.
  fix Add 'epochs' to conf/p.json`);
    expect(repaired(files, "conf/p.json")).toBe('{"lr": 1, "epochs": null}');
  });

  it.each([
    ["conf.toml", "lr = 1\n"],
    ["conf.py", "lr: int = 1\n"],
  ])("adds nothing to %s, which is written in another language", (file, text) => {
    const files = { "dvc.yaml": yaml(`[{${file}: [epochs]}]`), [file]: text };
    expect(told(files)).toBe(
      `warning params/missing-key dvc.yaml:4 [epochs] 'epochs' is missing from '${file}'.`,
    );
  });

  it("refuses a pattern that fits twice", () => {
    const files = { "dvc.yaml": yaml('["*.seed", "train.*"]'), "params.yaml": params };
    expect(problemsOf(files).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "params/ambiguous-key 'train.*' fits several parameters of 'params.yaml', and DVC wants exactly one: name it in full.",
    ]);
  });

  it.each([
    ["[params.yaml:train.lr]", "[train.lr]"],
    ["[split, 'conf/p.json:lr']", "[split, conf/p.json: [lr]]"],
  ])("knows the form of the command line in %s", (written, wanted) => {
    const files = { "dvc.yaml": yaml(written), "params.yaml": params, "conf/p.json": '{"lr": 1}' };
    expect(told(files)).toContain(
      "is the form of the command line, and here one name that no file has: write ",
    );
    expect(repaired(files)).toBe(yaml(wanted));
  });

  it("misses no params.yaml where all keys are of the form of the command line", () => {
    const files = { "dvc.yaml": yaml("[conf.yaml:lr]"), "conf.yaml": "lr: 1\n" };
    expect(problemsOf(files).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "warning params/missing-key",
    ]);
  });

  it("misses a whole file only once", () => {
    const files = { "dvc.yaml": yaml("[lr, seed, {conf.yaml: }]") };
    expect(problemsOf(files).map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual([
      "warning params/file-missing 'params.yaml' does not exist, but 'a' reads parameters from it.",
      "warning params/file-missing 'conf.yaml' does not exist, but 'a' reads parameters from it.",
    ]);
  });

  it("brings what is wrong inside of a parameter file, once", () => {
    const files = { "dvc.yaml": yaml("[lr, {a.json: [x]}]"), "params.yaml": "lr: [1\n", "a.json": '{"x": }' };
    expect(problemsOf(files).map(({ code, file }) => `${file} ${code}`)).toEqual([
      "params.yaml yaml/unclosed-flow",
      "a.json json/syntax",
    ]);
  });

  it("is silent about a file that a stage makes", () => {
    const text = `${yaml("[{best.yaml: [lr]}]")}  b:\n    cmd: y\n    outs: [best.yaml]\n`;
    expect(problemsOf({ "dvc.yaml": text })).toEqual([]);
    expect(problemsOf({ "dvc.yaml": text, "best.yaml": "x: 1\n" })).toEqual([]);
  });
});

describe("checkPipeline", () => {
  it("brings the problems of dvc.lock files", () => {
    const files = { "sub/dvc.yaml": "stages:\n  a:\n    cmd: x\n", "sub/dvc.lock": "schema: 2.0\n" };
    expect(told(files)).toBe(`\
error lock/schema sub/dvc.lock:1 [2.0] 'schema' must be the text '2.0', in quotes.
  fix Write '2.0'`);
    expect(repaired(files, "sub/dvc.lock")).toBe("schema: '2.0'\n");
  });
});

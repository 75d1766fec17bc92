import { describe, expect, test } from "vitest";
import { loadPipeline, loadPipelineFile } from "#core/pipeline/load";
import type { Fix } from "#core/pipeline/problem";
import { found, load, only } from "../../support/loaded-file.ts";
import { applyFix, type Files } from "../../support/pipeline-of.ts";

/** The files after the first quick fix of the only problem. */
function fixed(dvcYaml: string, files: Files = {}, choose: (fix: Fix) => boolean = () => true): Files {
  const all = { "dvc.yaml": dvcYaml, ...files };
  const fix = only(load(all).problems).fixes?.find(choose);
  return fix === undefined ? all : applyFix(all, fix);
}

describe("a stage", () => {
  const text = `stages:
  train:
    wdir: src
    cmd: python train.py
    deps: [../data/in.csv, s3://bucket/x, ./lib/]
    params:
    - lr
    - model.depth
    - cfg.json: [a, b]
    - all.yaml:
    - cfg.json:
    outs:
    - model.pkl
    - logs: {cache: false, persist: true, push: false, remote: r, desc: d, labels: [x]}
    metrics: [{m.json: {cache: false}}]
    plots: [{p.csv: {x: step, y: acc, header: false, x_label: Step}}]
    frozen: true
    always_changed: true
    desc: trains
    meta: {who: me}
`;
  const stage = load({ "sub/dvc.yaml": text, "dvc.yaml": text }).file.stages[0];

  test("has repository-relative paths next to the written ones", () => {
    expect(stage?.deps.map(({ text: written, path }) => [written, path])).toEqual([
      ["../data/in.csv", "data/in.csv"],
      ["s3://bucket/x", "s3://bucket/x"],
      ["./lib/", "src/lib"],
    ]);
    expect(stage?.wdir).toBe("src");
  });

  test("has params by file, where a whole file wins over its keys", () => {
    expect(
      stage?.params.map(({ text: file, path, keys }) => [file, path, keys?.map(({ key }) => key)]),
    ).toEqual([
      ["params.yaml", "src/params.yaml", ["lr", "model.depth"]],
      ["cfg.json", "src/cfg.json", undefined],
      ["all.yaml", "src/all.yaml", undefined],
    ]);
  });

  test("has outputs with their flags", () => {
    expect(stage?.outs).toMatchObject([
      { text: "model.pkl", kind: "out", cache: true, persist: false, push: true },
      { text: "logs", cache: false, persist: true, push: false, remote: "r", desc: "d", labels: ["x"] },
      { text: "m.json", kind: "metric", cache: false },
      { text: "p.csv", kind: "plot", plot: { x: "step", y: "acc", header: false, xLabel: "Step" } },
    ]);
    expect(stage).toMatchObject({
      frozen: true,
      alwaysChanged: true,
      desc: "trains",
      meta: new Map([["who", "me"]]),
    });
  });

  test("has the place of its key, its command and its paths", () => {
    const slice = (range: { start: number; end: number } | undefined) => text.slice(range?.start, range?.end);
    expect([slice(stage?.range), slice(stage?.cmdRange), slice(stage?.deps[0]?.range)]).toEqual([
      "train",
      "python train.py",
      "../data/in.csv",
    ]);
  });

  test("is addressed by its file outside of the root", () => {
    const files: Files = {
      "dvc.yaml": "stages: {a: {cmd: x}}\n",
      "sub/dvc.yaml": "stages: {a: {cmd: x, deps: [i]}}\n",
    };
    const pipeline = loadPipeline(["dvc.yaml", "sub/dvc.yaml"], { read: (path) => files[path] });
    expect(pipeline.stages.map(({ address }) => address)).toEqual(["a", "sub/dvc.yaml:a"]);
    expect(pipeline.stages[1]?.deps[0]?.path).toBe("sub/i");
  });
});

describe("what DVC's schema refuses", () => {
  test.each([
    ["stages:\n  a:\n    cmdd: x\n    cmd: y\n", "dvc/unknown-key «cmdd» Unknown key 'cmdd' in stage 'a'."],
    [
      "stages:\n  a:\n    cmd: x\n    dep: [y]\n",
      "dvc/unknown-key «dep» Unknown key 'dep' in stage 'a'. Did you mean 'deps'?",
    ],
    [
      "stages:\n  a:\n    cmd: x\n    outs_persist_no_cache: [o]\n",
      "dvc/unknown-key «outs_persist_no_cache» Unknown key 'outs_persist_no_cache' in stage 'a'. It is written under 'outs', with 'persist: true' and 'cache: false' below the path.",
    ],
    [
      "stages:\n  a:\n    cmd: x\n    live: {dvclive: {}}\n",
      "dvc/unknown-key «live» Unknown key 'live' in stage 'a'. DVC 3 has none: list what DVCLive writes under 'metrics' and 'plots'.",
    ],
    ["stagess: {}\n", "dvc/unknown-key «stagess» Unknown key 'stagess' in this file. Did you mean 'stages'?"],
    ["stages:\n  a:\n    desc: x\n", "dvc/missing-cmd «a» Stage 'a' has no 'cmd'."],
    ["stages:\n  a:\n", "dvc/missing-cmd «a» Stage 'a' has no 'cmd'."],
    ["stages:\n  a:\n    cmd: x\n    deps: y\n", "dvc/expected-list «y» 'deps' of stage 'a' must be a list."],
    [
      "stages:\n  a:\n    cmd: x\n    deps:\n",
      "dvc/empty-section «deps» 'deps' of stage 'a' is empty: it must be a list, or be removed.",
    ],
    [
      "stages:\n  a:\n    cmd: x\n    deps: [1]\n",
      "dvc/expected-string «1» An item of 'deps' of stage 'a' must be text.",
    ],
    ["stages:\n  a:\n    cmd: 5\n", "dvc/expected-string «5» 'cmd' of stage 'a' must be text or a list."],
    [
      "stages:\n  a:\n    cmd: x\n    frozen: '${b}'\n",
      "dvc/interp-typed-field «'${b}'» 'frozen' of stage 'a' cannot come from '${}': write true or false.",
    ],
    [
      "stages:\n  1:\n    cmd: x\n",
      "dvc/expected-string «1» The name of this stage must be text: put '1' in quotes.",
    ],
    [
      "stages:\n  a:\n    foreach: [1]\n    cmd: x\n    do: {cmd: y}\n",
      "dvc/foreach-sibling-key «cmd» 'cmd' belongs inside 'do' of stage 'a': only 'foreach' and 'do' stand here.",
    ],
    ["stages:\n  a:\n    foreach: [1]\n", "dvc/foreach-without-do «a» Stage 'a' has no 'do'."],
    [
      "stages:\n  a:\n    cmd: x\n    outs: [{o: {cach: true}}]\n",
      "dvc/unknown-key «cach» Unknown key 'cach' in output 'o'. Did you mean 'cache'?",
    ],
    ["artifacts: {m: {type: model}}\n", "dvc/missing-path «m» Artifact 'm' has no 'path'."],
    ["plots: {a: 1}\n", "dvc/expected-list «{a: 1}» 'plots' of this file must be a list."],
    ["- a\n", "dvc/expected-map «- a» This file must be a mapping."],
    [
      "stages:\n  a:\n    foreach: [x, 2024-01-02]\n    do: {cmd: y}\n",
      "dvc/vars-date «2024-01-02» DVC cannot hold a date as a variable: put it in quotes.",
    ],
    [
      "stages:\n  a:\n    matrix: {m: [1], n: [{day: 2024-01-02}]}\n    cmd: y\n",
      "dvc/vars-date «2024-01-02» DVC cannot hold a date as a variable: put it in quotes.",
    ],
    [
      "stages:\n  a@b:\n    cmd: x\n",
      "dvc/stage-name «a@b» The stage name 'a@b' contains '@', which DVC keeps for stages of 'foreach' and 'matrix'.",
    ],
    [
      "stages:\n  a:\n    cmd: x\n    outs: [x.dvc]\n",
      "dvc/output-is-dvcfile «x.dvc» 'x.dvc' is a file of DVC's own: it cannot be an output.",
    ],
  ])("%j", (text, problem) => {
    expect(found(text)).toEqual([problem]);
  });

  test("an empty file is an empty pipeline", () => {
    expect(load({ "dvc.yaml": "" })).toMatchObject({ file: { stages: [], definitions: [] }, problems: [] });
  });

  test("a half-typed line is not blamed twice", () => {
    const codes = load({ "dvc.yaml": "stages:\n  a:\n    cm\n    deps:\n" }).problems.map(({ code }) => code);
    expect(codes).toEqual(["yaml/incomplete-key"]);
  });
});

describe("quick fixes", () => {
  const params = "train:\n  lr: 1\n";
  test("rename an unknown key", () => {
    expect(fixed("stages:\n  a:\n    cmd: x\n    dep: [y]\n")["dvc.yaml"]).toBe(
      "stages:\n  a:\n    cmd: x\n    deps: [y]\n",
    );
  });
  test("replace an unknown variable", () => {
    expect(fixed("stages: {a: {cmd: 'x ${train.lrr}'}}\n", { "params.yaml": params })["dvc.yaml"]).toBe(
      "stages: {a: {cmd: 'x ${train.lr}'}}\n",
    );
  });
  test.each([
    ["train.depth", "train:\n  depth:\n  lr: 1\n"],
    ["new.deep", "train:\n  lr: 1\nnew:\n  deep:\n"],
  ])("add %s to params.yaml", (name, expected) => {
    const files = fixed(`stages: {a: {cmd: 'x \${${name}}'}}\n`, { "params.yaml": params }, ({ title }) =>
      title.startsWith("Add"),
    );
    expect(files["params.yaml"]).toBe(expected);
  });
  test("add a missing cmd", () => {
    expect(fixed("stages:\n  a:\n    desc: x\n")["dvc.yaml"]).toBe("stages:\n  a:\n    cmd: \n    desc: x\n");
  });
  test("make a list, quote a value", () => {
    expect(fixed("stages:\n  a:\n    cmd: x\n    deps: y\n")["dvc.yaml"]).toBe(
      "stages:\n  a:\n    cmd: x\n    deps: \n    - y\n",
    );
    expect(fixed("stages:\n  a:\n    cmd: x\n    desc: 5\n")["dvc.yaml"]).toBe(
      "stages:\n  a:\n    cmd: x\n    desc: '5'\n",
    );
  });
});

test("plots, metrics, params and artifacts of a file", () => {
  const text = `metrics: [m.json]
params: ['\${p}.yaml']
plots:
- a.csv
- b.csv: {y: acc, title: B}
- both: {x: {c.csv: step}, y: {c.csv: [u, v], d.csv: w}}
artifacts:
  digits: {path: out/model, type: model, labels: [x]}
  Bad name!: {path: y}
stages: {s: {cmd: x, plots: [a.csv, {own.csv: {y: q}}]}}
`;
  const { file, problems } = loadPipelineFile("sub/dvc.yaml", {
    read: (path) => ({ "sub/dvc.yaml": text, "sub/params.yaml": "p: cfg\n" })[path],
  });
  expect(file).toMatchObject({ metrics: ["sub/m.json"], params: ["sub/cfg.yaml"] });
  expect(file.plots).toEqual([
    { id: "a.csv", file: "sub/dvc.yaml", sources: [{ path: "sub/a.csv", y: [] }] },
    { id: "b.csv", file: "sub/dvc.yaml", y: "acc", title: "B", sources: [{ path: "sub/b.csv", y: ["acc"] }] },
    {
      id: "both",
      file: "sub/dvc.yaml",
      x: "step",
      sources: [
        { path: "sub/c.csv", y: ["u", "v"] },
        { path: "sub/d.csv", y: ["w"] },
      ],
    },
    { id: "sub/own.csv", file: "sub/dvc.yaml", y: "q", sources: [{ path: "sub/own.csv", y: ["q"] }] },
  ]);
  expect(file.artifacts[0]).toMatchObject({
    name: "digits",
    fullName: "sub:digits",
    path: "sub/out/model",
    type: "model",
  });
  expect(problems.map(({ code }) => code)).toEqual(["artifacts/name"]);
});

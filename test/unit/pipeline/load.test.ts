import { describe, expect, test } from "vitest";
import { loadPipeline, loadPipelineFile } from "#core/pipeline/load";
import type { ResolveOptions, Stage } from "#core/pipeline/model";
import type { Fix, Problem } from "#core/pipeline/problem";
import type { Value } from "#core/pipeline/value";

type Files = Readonly<Record<string, string>>;

const load = (files: Files, parsing: ResolveOptions["parsing"] = {}) =>
  loadPipelineFile("dvc.yaml", { read: (path) => files[path], parsing });

/** Problems as `code «the text they stand on» message`. */
function found(dvcYaml: string, files: Files = {}): string[] {
  const all: Files = { "dvc.yaml": dvcYaml, ...files };
  return load(all).problems.map(({ code, file, range, message }) => {
    const where = file === "dvc.yaml" ? "" : `${file} `;
    return `${code} ${where}«${(all[file] ?? "").slice(range.start, range.end)}» ${message}`;
  });
}

function only(problems: readonly Problem[]): Problem {
  expect(problems).toHaveLength(1);
  return problems[0] as Problem;
}

/** The files after the first quick fix of the only problem. */
function fixed(dvcYaml: string, files: Files = {}, choose: (fix: Fix) => boolean = () => true): Files {
  const all: Record<string, string> = { "dvc.yaml": dvcYaml, ...files };
  const fix = only(load(all).problems).fixes?.find(choose);
  for (const { file, range, newText } of fix?.changes ?? []) {
    all[file] = (all[file] ?? "").slice(0, range.start) + newText + (all[file] ?? "").slice(range.end);
  }
  return all;
}

function stages(dvcYaml: string, params?: string, parsing?: ResolveOptions["parsing"]): readonly Stage[] {
  const { file, problems } = load(
    { "dvc.yaml": dvcYaml, ...(params !== undefined && { "params.yaml": params }) },
    parsing,
  );
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return file.stages;
}

const names = (all: readonly Stage[]) => all.map(({ name }) => name);
const commands = (all: readonly Stage[]) => Object.fromEntries(all.map(({ name, cmd }) => [name, cmd]));
const command = (cmd: string, params: string, parsing?: ResolveOptions["parsing"]): Value | undefined =>
  stages(`stages:\n  a:\n    cmd: ${cmd}\n`, params, parsing)[0]?.cmd;

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

describe("interpolation", () => {
  test.each<[string, string, Value]>([
    ["x ${a.b} ${ a[0] }", "a: {b: 1, '0': z}", "x 1 z"],
    ["x ${l[-1]}${l.0}", "l: [1.0, true]", "x true1.0"],
    ["x ${a} ${b} ${c} ${d}", "{a: ~, b: 1.0e-5, c: .inf, d: 'p q'}", "x None 1e-05 inf p q"],
    ["${a}", "a: 5", 5n],
    ["x \\${a} $${a}", "a: 5", "x ${a} $5"],
    ["x ${a", "a: 5", "x ${a"],
    ["x ${a}", "a: '${b}'", "x ${b}"],
    ["['${a}', 'x ${a}']", "a: true", [true, "x true"]],
    [
      "x ${g}",
      "g: {on: true, off: false, t: p q, n: 1.0, l: [1, b c], z: ~, m: {k: 2}, e: {}}",
      "x --on --t 'p q' --n 1.0 --l 1 'b c' --z None --m.k 2",
    ],
    ["x ${g} y", "g: {l: [true, it's]}", `x --l True 'it'"'"'s' y`],
  ])("%s with %s", (cmd, params, expected) => {
    expect(command(cmd, params)).toEqual(expected);
  });

  test("options follow DVC's parsing settings", () => {
    const parsing = { bool: "boolean_optional", list: "append" } as const;
    expect(command("x ${g}", "g: {off: false, l: [1, 2], e: []}", parsing)).toBe("x --no-off --l 1 --l 2");
  });

  test("reaches keys and values of every field", () => {
    const text =
      "stages:\n  a:\n    cmd: x\n    wdir: ${d}\n    deps: ['${d}.csv']\n    outs: [{'${d}/o': {cache: false}}]\n    params: ['${d}.lr', {'${d}.yaml': ['${d}']}]\n    meta: {'${d}': '${d}'}\n";
    const [stage] = stages(text, "d: sub\n");
    expect(stage).toMatchObject({
      wdir: "sub",
      deps: [{ text: "sub.csv", path: "sub/sub.csv" }],
      outs: [{ text: "sub/o", path: "sub/sub/o", cache: false }],
      params: [{ keys: [{ key: "sub.lr" }] }, { text: "sub.yaml", keys: [{ key: "sub" }] }],
      meta: new Map([["sub", "sub"]]),
    });
  });

  test("stage vars are relative to wdir and end with the stage", () => {
    const { file, problems } = load({
      "dvc.yaml":
        "stages:\n  a:\n    wdir: sub\n    vars: [v.json, {y: 2}]\n    cmd: ${x} ${y}\n  b:\n    cmd: x ${x}\n",
      "sub/v.json": '{"x": 1.0}',
    });
    expect(commands(file.stages)).toEqual({ a: "1.0 2" });
    expect(only(problems)).toMatchObject({ code: "dvc/interp-unknown" });
    expect(file.definitions.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("foreach and matrix", () => {
  test.each([
    ["[x, 1, 1.0, true, null]", "l: 1", ["g@x", "g@1", "g@1.0", "g@true", "g@None"]],
    ["${l}", "l: [true, null]", ["g@True", "g@None"]],
    ["[a, {m: 1}]", "l: 1", ["g@0", "g@1"]],
    ["{p: 1, true: 2}", "l: 1", ["g@p", "g@true"]],
    ["${l}", "l: {p: 1, 2: 2}", ["g@p"]],
    ["[]", "l: 1", []],
    ["[a, b, a]", "l: 1", ["g@a", "g@b"]],
  ])("foreach: %s with %s", (foreach, params, expected) => {
    expect(names(stages(`stages:\n  g:\n    foreach: ${foreach}\n    do:\n      cmd: x\n`, params))).toEqual(
      expected,
    );
  });

  test("gives item and key", () => {
    const text =
      "stages:\n  g:\n    foreach: {p: {m: 1}, q: {m: 2}}\n    do:\n      cmd: x ${item.m} ${key}\n";
    expect(commands(stages(text))).toEqual({ "g@p": "x 1 p", "g@q": "x 2 q" });
    expect(stages(text)[1]?.expansion).toEqual({ group: "g", key: "q", kind: "foreach" });
  });

  test("a matrix is every combination, the last axis fastest", () => {
    const text =
      "stages:\n  g:\n    matrix:\n      a: [1, {n: 2}]\n      b: ${l}\n    cmd: ${item.b} ${key}\n";
    expect(commands(stages(text, "l: [x, y]"))).toEqual({
      "g@1-x": "x 1-x",
      "g@1-y": "y 1-y",
      "g@a1-x": "x a1-x",
      "g@a1-y": "y a1-y",
    });
  });

  test("an enormous matrix ends", () => {
    const axis = `[${Array.from({ length: 100 }, (_, i) => i).join(", ")}]`;
    const text = `stages:\n  g:\n    matrix: {a: ${axis}, b: ${axis}, c: ${axis}, d: ${axis}}\n    cmd: x\n`;
    const { file, problems } = load({ "dvc.yaml": text });
    expect(file.stages).toHaveLength(20_000);
    expect(problems.map(({ code }) => code)).toEqual(["dvc/expansion-too-large"]);
  });

  test("a mistake in the template is told once", () => {
    const text = "stages:\n  g:\n    foreach: [1, 2, 3]\n    do:\n      cmd: x ${nope}\n";
    expect(found(text)).toEqual([
      "dvc/interp-unknown «${nope}» No variable 'nope' in params.yaml or 'vars'.",
    ]);
  });
});

describe("what DVC's schema refuses", () => {
  test.each([
    ["stages:\n  a:\n    cmdd: x\n    cmd: y\n", "dvc/unknown-key «cmdd» Unknown key 'cmdd' in stage 'a'."],
    [
      "stages:\n  a:\n    cmd: x\n    dep: [y]\n",
      "dvc/unknown-key «dep» Unknown key 'dep' in stage 'a'. Did you mean 'deps'?",
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

describe("variables", () => {
  const stage = (cmd: string) => `stages:\n  a:\n    cmd: ${cmd}\n`;
  test.each<[string, string, Files, string[]]>([
    [
      "unknown",
      stage("x ${train.lrr}"),
      { "params.yaml": "train: {lr: 1}\n" },
      [
        "dvc/interp-unknown «${train.lrr}» No variable 'train.lrr' in params.yaml or 'vars'. Did you mean 'train.lr'?",
      ],
    ],
    [
      "elsewhere",
      stage("x ${lr}"),
      { "params.yaml": "train: {lr: 1}\n" },
      ["dvc/interp-unknown «${lr}» No variable 'lr' in params.yaml or 'vars'. Did you mean 'train.lr'?"],
    ],
    [
      "through a value",
      stage("x ${lr.x}"),
      { "params.yaml": "lr: 1.0\n" },
      ["dvc/interp-through-scalar «${lr.x}» 'lr' is 1.0 and has no 'x' in it."],
    ],
    [
      "index",
      stage("x ${l[3]}"),
      { "params.yaml": "l: [1]\n" },
      ["dvc/interp-index «${l[3]}» 'l' is a list of 1: it has no item '3'."],
    ],
    [
      "list",
      stage("x ${l}"),
      { "params.yaml": "l: [1]\n" },
      [
        "dvc/interp-not-primitive «${l}» 'l' is a list: only 'foreach' and 'matrix' take lists. Name one value in it.",
      ],
    ],
    [
      "syntax",
      stage("x ${a.} ${b[}"),
      { "params.yaml": "a: 1\n" },
      [
        "dvc/interp-syntax «${a.}» A name is expected after '.'.",
        "dvc/interp-syntax «${b[}» A name is expected after '['.",
      ],
    ],
    [
      "nested",
      stage("x ${g}"),
      { "params.yaml": "g: {l: [[1]]}\n" },
      ["dvc/interp-nested-iterable «${g}» 'g' cannot be written as options: 'l' holds a list or mapping."],
    ],
    [
      "item",
      stage("x ${item}"),
      {},
      ["dvc/item-outside-foreach «${item}» 'item' exists only inside 'foreach' and 'matrix' stages."],
    ],
    [
      "redefined",
      "vars: [{m: {a: 2}}]\n",
      { "params.yaml": "m: {a: 1}\n" },
      [
        "dvc/vars-redefined «a» 'm.a' is defined in 'params.yaml' already: remove one of the two, DVC merges mappings only.",
      ],
    ],
    [
      "expression",
      "vars: [{m: '${a}'}]\n",
      {},
      ["dvc/interp-not-allowed «${a}» '${}' is not allowed in 'vars'."],
    ],
    ["missing file", "vars: [v.yaml]\n", {}, ["dvc/vars-file-missing «v.yaml» 'v.yaml' does not exist."]],
    [
      "missing key",
      "vars: ['v.yaml:b']\n",
      { "v.yaml": "a: 1\n" },
      ["dvc/vars-missing-key «'v.yaml:b'» 'v.yaml' has no key 'b'."],
    ],
    [
      "partly",
      "vars: ['params.yaml:a']\n",
      { "params.yaml": "a: 1\n" },
      [
        "dvc/vars-partial-conflict «'params.yaml:a'» 'params.yaml' is loaded whole already: load it once, or other keys of it.",
      ],
    ],
    ["whole again", "vars: [./params.yaml]\n", { "params.yaml": "a: 1\n" }, []],
    [
      "date",
      "stages: {}\n",
      { "params.yaml": "a: 2024-01-02\n" },
      ["dvc/vars-date params.yaml «2024-01-02» DVC cannot hold a date as a variable: put it in quotes."],
    ],
    [
      "broken file",
      stage("x ${b}"),
      { "params.yaml": "a: [1\nc: 2\n" },
      ["yaml/unclosed-flow params.yaml «[» This '[' is never closed: add ']'."],
    ],
    [
      "a tuple",
      `vars: [v.py]\n${stage("x ${b}")}`,
      { "v.py": "b = 1\nc = (1, 2)\n" },
      ["dvc/vars-tuple v.py «(1, 2)» DVC cannot hold a tuple as a variable: write a list."],
    ],
  ])("%s", (_name, text, files, problems) => {
    expect(found(text, files)).toEqual(problems);
  });

  test("the place of a problem is exact in quotes, blocks and folds", () => {
    const places = (cmd: string) => found(stage(cmd)).map((problem) => /«([^»]*)»/.exec(problem)?.[1]);
    expect(places(`"a \\t \\"q\\" ${"${no.x}"} b"`)).toEqual(["${no.x}"]);
    expect(places("'it''s ${no.x} b'")).toEqual(["${no.x}"]);
    expect(places("|\n      a\n      b ${no.x}\n      c ${no.y}")).toEqual(["${no.x}", "${no.y}"]);
    expect(places(">-\n      a\n      \\${not} ${no.x}")).toEqual(["${no.x}"]);
  });

  test("say where a name is defined", () => {
    const files: Files = {
      "dvc.yaml": "vars: [{b: {d: 1}}]\n",
      "params.yaml": "a:\n  l: [1, 2]\nb: {c: 1}\n",
    };
    const { variables } = load(files).file;
    const at = (name: string) => {
      const place = variables.origin(name);
      return place && `${place.file} ${(files[place.file] ?? "").slice(place.range.start, place.range.end)}`;
    };
    expect(["a.l", "a.l.1", "b.c", "b.d", "nope"].map(at)).toEqual([
      "params.yaml l",
      "params.yaml 2",
      "params.yaml c",
      "dvc.yaml d",
      undefined,
    ]);
    expect(variables.values.get("b")).toEqual(
      new Map([
        ["c", 1n],
        ["d", 1n],
      ]),
    );
    expect(variables.complete).toBe(true);
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

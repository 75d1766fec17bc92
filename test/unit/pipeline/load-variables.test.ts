import { describe, expect, test } from "vitest";
import type { Value } from "#core/pipeline/value";
import { command, commands, found, load, only, stages } from "../../support/loaded-file.ts";
import type { Files } from "../../support/pipeline-of.ts";

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
      "of a section",
      stage("x ${params.train.lr}"),
      { "params.yaml": "train: {lr: 1}\n" },
      [
        "dvc/interp-unknown «${params.train.lr}» No variable 'params.train.lr' in params.yaml or 'vars'. Did you mean 'train.lr'?",
      ],
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

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalJson, plainJson } from "#core/pipeline/python/canonical-json";
import { compareCodePoints } from "#core/pipeline/python/code-point-order";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import { floatText, pythonText } from "#core/pipeline/python/python-text";
import { toValue } from "#core/pipeline/to-value";
import type { Scalar, Value } from "#core/pipeline/value";

const valueOf = (text: string): Value => toValue(parseYaml("f.yaml", text).root);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("Python's number text", () => {
  test.each([
    [1, "1.0"],
    [0.1, "0.1"],
    [-0, "-0.0"],
    [1e-4, "0.0001"],
    [0.00012345, "0.00012345"],
    [1e-5, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [12345678901234568, "1.2345678901234568e+16"],
    [123456.789, "123456.789"],
    [1e100, "1e+100"],
    [5e-324, "5e-324"],
    [-2.5, "-2.5"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [Number.NaN, "nan"],
  ])("%d is %s", (value, text) => {
    expect(floatText(value)).toBe(text);
  });

  test("and text of the other scalars", () => {
    const scalars: Scalar[] = [null, true, false, 7n, "x", { timestamp: "2024-01-02" }];
    expect(scalars.map(pythonText)).toEqual(["None", "True", "False", "7", "x", "2024-01-02"]);
  });
});

describe("canonical JSON", () => {
  test("gives the run-cache keys of real DVC", () => {
    const entry = valueOf(`
cmd: mkdir -p out/sub && cp in.txt out/b.txt && printf x > out/sub/a.txt && printf y > 'out/é.txt'
deps: [{path: in.txt, hash: md5, md5: b1946ac92492d2347c6235b4d2611184}]
params: {params.yaml: {lr: 0.1, m: {z: 1, a: [1, 2]}}}
outs: [out]
`);
    expect(sha256(canonicalJson(entry))).toBe(
      "18a9124bbed11900d414b1ca3da8907649e5c98604f44ad17e6b325e6d3caeb4",
    );
  });

  test("writes every kind of number as Python does", () => {
    const entry = valueOf(`
cmd: cp i o
deps: [{path: i, hash: md5, md5: c4ca4238a0b923820dcc509a6f75849b}]
outs: [o]
params:
  params.yaml: {a: 1.0, b: 1.0e-7, c: 1e16, d: 123456789012345678901234567890, e: .inf, f: true, g: null,
    h: 'yes', i: 0.1, j: 1e15, k: -0.0, l: "é😀"}
`);
    expect(canonicalJson(entry)).toBe(
      '{"cmd": "cp i o", "deps": [{"hash": "md5", "md5": "c4ca4238a0b923820dcc509a6f75849b", "path": "i"}], ' +
        '"outs": ["o"], "params": {"params.yaml": {"a": 1.0, "b": 1e-07, "c": 1e+16, ' +
        '"d": 123456789012345678901234567890, "e": Infinity, "f": true, "g": null, "h": "yes", "i": 0.1, ' +
        '"j": 1000000000000000.0, "k": -0.0, "l": "\\u00e9\\ud83d\\ude00"}}}',
    );
    expect(sha256(canonicalJson(entry))).toBe(
      "8b4815e6307639753a9f7cd2ad7d81a07af5e3895fb3b14c687567b111f6aad9",
    );
  });

  test("orders keys by code points and numbers by size", () => {
    expect(canonicalJson(valueOf('{"😀": 1, "～": 2, é: 3, A: 4}'))).toBe(
      '{"A": 4, "\\u00e9": 3, "\\uff5e": 2, "\\ud83d\\ude00": 1}',
    );
    expect(canonicalJson(valueOf("{10: a, 9: b}"))).toBe('{"9": "b", "10": "a"}');
    expect(compareCodePoints("a", "a")).toBe(0);
    expect(compareCodePoints("a", "ab")).toBeLessThan(0);
  });
});

describe("plain JSON", () => {
  const value = valueOf(
    "{a: 1, b: 1.0, c: .nan, d: -.inf, e: [], f: {}, g: [1, {h: x}], 3: é, i: 1e-7, j: ~}",
  );

  test("on one line", () => {
    expect(plainJson(value)).toBe(
      '{"a":1,"b":1.0,"c":null,"d":null,"e":[],"f":{},"g":[1,{"h":"x"}],"3":"é","i":1e-07,"j":null}',
    );
  });

  test("indented, and readable by any parser", () => {
    expect(plainJson(valueOf("{a: [1, {b: 2}], c: {}}"), 2)).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": {}\n}',
    );
    expect(JSON.parse(plainJson(value, 2))).toMatchObject({ a: 1, b: 1, c: null, i: 1e-7 });
  });
});

describe("block YAML", () => {
  test("has DVC's layout", () => {
    const text =
      "schema: '2.0'\nstages:\n  a:\n    cmd: python x.py --lr 0.1\n    deps:\n    - path: in\n      size: 6\n    - path: b\n" +
      "    params:\n      params.yaml:\n        a: 1.0\n        b: 1e-07\n        e: .inf\n        g:\n        h: yes\n" +
      "        i: 'no: it'\n        l: é😀\n        m: []\n        n: {}\n        o:\n        - - 1\n          - 2\n        - a: 1\n          b:\n          - 2\n";
    expect(printYaml(valueOf(text))).toBe(text);
  });

  // The right column is what ruamel.yaml writes.
  test.each([
    ["a b", "a b"],
    ["1", "'1'"],
    ["", "''"],
    ["null", "'null'"],
    [" x", "' x'"],
    ["a: b", "'a: b'"],
    ["a #b", "'a #b'"],
    ["-x", "-x"],
    ["?", "'?'"],
    ["a:", "'a:'"],
    ["it's", "it's"],
    ["'q'", `"'q'"`],
    ['"q"', `'"q"'`],
    ["a\nb\n", '"a\\nb\\n"'],
    ["a\tb", '"a\\tb"'],
    ["*x", "'*x'"],
    ["x]", "x]"],
    ["<", "<"],
    ["<<", "'<<'"],
    ["=", "'='"],
    ["---", "'---'"],
    ["2024-01-02", "'2024-01-02'"],
    ["1_000", "'1_000'"],
    ["TRUE", "'TRUE'"],
    ["yes", "yes"],
    ["a\\b", "a\\b"],
    ["it's: x", `"it's: x"`],
    ["\ufeffa", '"\\uFEFFa"'],
    ["nan", "nan"],
    ["12:30", "12:30"],
    ["echo ${x}", "echo ${x}"],
  ])("writes %j as %s", (text, written) => {
    expect(printYaml(new Map([["k", text]]))).toBe(`k: ${written}\n`);
  });

  test("reads back as the same value", () => {
    const hard: Value[] = [
      "",
      "\n",
      " \n",
      "a\r\nb",
      "\u0085",
      "\u2028",
      "\u0007",
      "a\u00a0b",
      "😀",
      "-",
      ",",
      "#",
      "\\'\"",
    ];
    const value = new Map<Scalar, Value>([
      ["list", hard],
      ["a\nb", [[hard], new Map([["x", hard]])]],
      [null, 1n],
      [1n, { timestamp: "2024-01-02" }],
      [1.5, Number.NaN],
      ["1", -Infinity],
    ]);
    const { root, problems } = parseYaml("f", printYaml(value));
    expect(problems).toEqual([]);
    expect(toValue(root)).toEqual(value);
  });

  test.each<[Value, string]>([
    [new Map(), "{}\n"],
    [[], "[]\n"],
    [null, "null\n"],
    ["x", "x\n"],
  ])("%o alone", (value, text) => {
    expect(printYaml(value)).toBe(text);
  });
});

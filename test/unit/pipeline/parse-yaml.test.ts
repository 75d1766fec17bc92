import { describe, expect, test } from "vitest";
import { createLineIndex } from "#core/pipeline/line-index";
import type { MapNode, Node } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";
import type { Value } from "#core/pipeline/value";

const valueOf = (text: string): Value => toValue(parseYaml("f.yaml", text).root);
const scalar = (text: string): Value | undefined =>
  (valueOf(`k: ${text}\n`) as ReadonlyMap<string, Value>).get("k");

/** Problems as `code «the text they stand on»`. */
function found(text: string): string[] {
  return parseYaml("f.yaml", text).problems.map(
    ({ code, range }) => `${code} «${text.slice(range.start, range.end)}»`,
  );
}

function entry(node: Node | undefined, key: string): Node {
  const hit = (node as MapNode).entries.find((candidate) => candidate.key.value === key);
  if (hit === undefined) throw new Error(`no ${key}`);
  return hit.value;
}

describe("scalars are what DVC's YAML reader makes of them", () => {
  test.each<[string, Value]>([
    ["yes", "yes"],
    ["no", "no"],
    ["on", "on"],
    ["True", true],
    ["FALSE", false],
    ["tRUE", "tRUE"],
    ["~", null],
    ["", null],
    ["Null", null],
    ["010", 10n],
    ["0o17", 15n],
    ["0b101", 5n],
    ["-0x1F", -31n],
    ["1_000", 1000n],
    ["123456789012345678901234567890", 123456789012345678901234567890n],
    ["1e5", 100000],
    ["1e-5", 0.00001],
    ["1.", 1],
    [".5", 0.5],
    [".5e3", ".5e3"],
    [".5e+3", 500],
    ["1_0.5", 10.5],
    ["-.inf", -Infinity],
    ["+.INF", Infinity],
    [".nan", Number.NaN],
    ["-.nan", "-.nan"],
    ["nan", "nan"],
    ["1:30", "1:30"],
    ["'1'", "1"],
    ["!!str 1", "1"],
    ["!!int '1'", 1n],
    ["!!float 1", 1],
    ["!!timestamp 2024-01-02", { timestamp: "2024-01-02" }],
    ["!!omap [a: 1]", [new Map([["a", 1n]])]],
    ["2024-01-02", { timestamp: "2024-01-02" }],
    ["2024-1-2 3:04:05", { timestamp: "2024-1-2 3:04:05" }],
    ["2024-1-2", "2024-1-2"],
    ["1.2.3", "1.2.3"],
  ])("%s", (text, value) => {
    expect(scalar(text)).toEqual(value);
  });
});

describe("structure", () => {
  test("keys that look like numbers stay where they are written", () => {
    expect(valueOf("b: 1\n1: 2\na: 3\n")).toEqual(
      new Map<unknown, unknown>([
        ["b", 1n],
        [1n, 2n],
        ["a", 3n],
      ]),
    );
  });

  test("merge keys fill what the mapping lacks, in Python's order", () => {
    const text = "x: &x {k: 0, z: 1}\nw: &w {k: 5, q: 1}\na:\n  y: 2\n  <<: [*x, *w]\n  k: 1\n";
    expect([...(toValue(entry(parseYaml("f", text).root, "a")) as Map<string, Value>)]).toEqual([
      ["k", 1n],
      ["q", 1n],
      ["z", 1n],
      ["y", 2n],
    ]);
  });

  test("an absent value is an empty null right after the colon", () => {
    const root = parseYaml("f", "deps:   # none\nouts:\n").root;
    expect(entry(root, "deps")).toEqual({
      kind: "scalar",
      value: null,
      style: "plain",
      range: { start: 5, end: 5 },
    });
    expect(entry(root, "outs").range).toEqual({ start: 20, end: 20 });
  });

  test.each([
    ["a: |\n  x\n  y", "x\ny"],
    ["a: |\n  x\n  y\n", "x\ny\n"],
    ["a: |+\n  x\n\n", "x\n\n"],
    ["a: >-\n  x\n  y", "x y"],
  ])("a block scalar has the line breaks of the file: %j", (text, value) => {
    expect(toValue(entry(parseYaml("f", text).root, "a"))).toBe(value);
  });

  test("an alias is the node of its anchor", () => {
    const root = parseYaml("f", "a: &a [1]\nb: *a\n").root;
    expect(entry(root, "b")).toBe(entry(root, "a"));
  });

  test("ranges are offsets of the text with Windows line ends", () => {
    const text = "a:\r\n  b: 'x'\r\n  c: |\r\n    p\r\n    q\r\nd: [1,\r\n 2]\r\n";
    const root = parseYaml("f", text).root;
    const slice = (node: Node) => text.slice(node.range.start, node.range.end);
    expect(slice(entry(entry(root, "a"), "b"))).toBe("'x'");
    expect(toValue(entry(entry(root, "a"), "c"))).toBe("p\nq\n");
    expect(slice(entry(root, "d"))).toBe("[1,\r\n 2]");
    expect(parseYaml("f", text).problems).toEqual([]);
  });

  test.each(["", "\n", "# only a comment\n"])("%j has no root", (text) => {
    expect(parseYaml("f", text)).toMatchObject({ root: undefined, problems: [] });
  });
});

describe("what YAML refuses", () => {
  test.each([
    ["1: a\ntrue: b\n", "yaml/duplicate-key «true»"],
    ["'1': a\n1: b\n1.0: c\n", "yaml/duplicate-key «1.0»"],
    ["a: 1\n'a': 2\n", "yaml/duplicate-key «'a'»"],
    ["a: *b\n", "yaml/alias-unresolved «*b»"],
    ["a: &a [*a]\n", "yaml/alias-unresolved «*a»"],
    ["a: !python/x 1\n", "yaml/tag «1»"],
    ["a: =\n", "yaml/tag «=»"],
    ["a: [b, =]\n", "yaml/tag «=»"],
    ["- =\n- '='\n- =a\n- =: a\n- {=: a}\n", "yaml/tag «=»"],
    ["? [a]\n: b\n", "yaml/complex-key «[a]»"],
    ["? - a\n  - b\n: c\n", "yaml/complex-key «- a»"],
    ["<<: 1\n", "yaml/bad-merge «1»"],
    ["a: 1\n---\nb: 2\n", "yaml/syntax «---\nb: 2\n»"],
    ["a: x: y\n", "yaml/syntax «x: y»"],
    ["a: [1, 2\nb: 3\n", "yaml/unclosed-flow «[»"],
    ['a: "\\q"\n', "yaml/syntax «\\»"],
    ["a: @x\n", "yaml/syntax «@»"],
    ["a:\n\t- b\n", "yaml/tab-indent «\t»"],
    ["a:\tb\n", "yaml/tab «\t»"],
    ["a: b\t# c\n", "yaml/tab «\t»"],
    ["a: b\tc\n", "yaml/tab «\t»"],
    ["a: |\n    x\n\t\ty\nb: 1\n", "yaml/tab-indent «\t\t»"],
    ["a: |\n    x\n  \t\n    y\n", "yaml/tab «\t»"],
  ])("%j", (text, problem) => {
    expect(found(text)).toEqual([problem]);
  });

  test("says it in words a person can act on", () => {
    const sentences = ["a: x: y\n", "a: [1, 2\nb: 3\n", "a: @x\n", "k: 'it's'\n"].map(
      (text) => parseYaml("f", text).problems[0]?.message,
    );
    expect(sentences).toEqual([
      "A value cannot contain ': ' unless it is in quotes.",
      "This '[' is never closed: add ']'.",
      "A value cannot start with '@': put it in quotes.",
      "'s'' is not expected here: put the whole value in quotes if it belongs to it.",
    ]);
  });
});

test("a carriage return alone ends a line", () => {
  expect(valueOf("a: 1\rb: [2]\r")).toEqual(valueOf("a: 1\nb: [2]\n"));
  expect(found("a: 1\nb: 2\n\r")).toEqual([]);
});

test("tabs in quotes, comments and blocks are text", () => {
  expect(found("a: |2\n    x\n  \ty\n")).toEqual([]);
  expect(found("a: 'x\ty' # c\td\nb: | # e\tf\n  g\th\n\n  i\tj\nc: >-\n  k\tl\n")).toEqual([]);
});

describe("half-typed text leaves its neighbours alone", () => {
  const rest = (text: string) => toValue(entry(entry(parseYaml("f", text).root, "stages"), "train"));

  test.each([
    ["before another key", "stages:\n  train:\n    de\n    cmd: x\n"],
    ["between keys", "stages:\n  train:\n    cmd: x\n    de\nvars: []\n"],
    ["as the last line", "stages:\n  train:\n    cmd: x\n    de"],
    ["over a list", "stages:\n  train:\n    cmd: x\n    de\n    - a\n    - b\n"],
    ["over a deeper list", "stages:\n  train:\n    cmd: x\n    de\n      - a: 1\n        b: 2\n\n"],
    ["with Windows line ends", "stages:\r\n  train:\r\n    de\r\n    cmd: x\r\n"],
  ])("a key without its colon, %s", (_where, text) => {
    expect(rest(text)).toEqual(new Map([["cmd", "x"]]));
    expect(found(text)).toEqual(["yaml/incomplete-key «de»"]);
  });

  test("a quote that is never closed", () => {
    const text = 'stages:\n  train:\n    desc: "half\n    cmd: x\n';
    expect(rest(text)).toEqual(
      new Map([
        ["desc", "half"],
        ["cmd", "x"],
      ]),
    );
    expect(found(text)).toEqual(['yaml/unclosed-quote «"half»']);
  });

  test("a merge conflict keeps our side", () => {
    const conflict = "<<<<<<< HEAD\n    cmd: x\n=======\n    cmd: y\n>>>>>>> other";
    const text = `stages:\n  train:\n${conflict}\n    desc: z\n`;
    expect(rest(text)).toEqual(
      new Map([
        ["cmd", "x"],
        ["desc", "z"],
      ]),
    );
    expect(found(text)).toEqual([`yaml/merge-conflict «${conflict}»`]);
  });

  test("an unclosed ${ is plain text", () => {
    expect(found("stages:\n  train:\n    cmd: a ${tr\n    desc: b\n")).toEqual([]);
  });
});

describe("hostile files end soon", () => {
  test.each([
    ["20,000 brackets", "[".repeat(20_000)],
    ["20,000 braces", "{a: ".repeat(20_000)],
    ["20,000 dashes", "- ".repeat(20_000)],
    ["an open bracket before 5,000 entries", `a: [\n${"  b: c\n".repeat(5_000)}`],
    [
      "exponential aliases",
      `a: &a [1,1,1,1]\n${Array.from(
        { length: 40 },
        (_, i) =>
          `b${i}: &b${i} [${Array(8)
            .fill(i > 0 ? `*b${i - 1}` : "*a")
            .join(", ")}]\n`,
      ).join("")}`,
    ],
    ["20,000 duplicate keys", "a: 1\n".repeat(20_000)],
  ])("%s", (_name, text) => {
    const { root, problems } = parseYaml("f", text);
    expect(problems.length).toBeGreaterThan(0);
    toValue(root);
  });

  test("8,000 aliases of a real file are followed", () => {
    const aliases = Array.from({ length: 8_000 }, (_, i) => `k${i}: *x\n`).join("");
    const { root, problems } = parseYaml("f", `x: &x {a: 1, b: [1, 2, 3]}\n${aliases}`);
    expect(problems).toEqual([]);
    expect((toValue(root) as Map<string, Value>).size).toBe(8_001);
  });
});

test("line index goes both ways and clamps", () => {
  const index = createLineIndex("ab\r\nc\n\rd");
  expect([0, 2, 4, 5, 6, 7, 99].map(index.position)).toEqual([
    { line: 0, character: 0 },
    { line: 0, character: 2 },
    { line: 1, character: 0 },
    { line: 1, character: 1 },
    { line: 2, character: 0 },
    { line: 3, character: 0 },
    { line: 3, character: 1 },
  ]);
  expect(index.offset({ line: 0, character: 99 })).toBe(2);
  expect(index.offset({ line: 3, character: 1 })).toBe(8);
  expect(index.offset({ line: 9, character: 0 })).toBe(8);
});

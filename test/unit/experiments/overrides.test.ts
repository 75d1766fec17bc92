import { describe, expect, test } from "vitest";

import { Failure } from "#core/failure";
import { expandSweep, parseOverride, printOverrideValue } from "#core/experiments/overrides";

function messageOf(text: string): string {
  try {
    parseOverride(text);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  return "";
}

const valuesOf = (text: string) => parseOverride(`k=${text}`).values;

describe("the left side of an override", () => {
  test.each([
    ["lr=1", { file: "params.yaml", key: "lr", mode: "change" }],
    ["+train.lr=1", { file: "params.yaml", key: "train.lr", mode: "add" }],
    ["++a.0.b=1", { file: "params.yaml", key: "a.0.b", mode: "set" }],
    ["~a", { file: "params.yaml", key: "a", mode: "delete" }],
    ["conf/p.json:a-b=1", { file: "conf/p.json", key: "a-b", mode: "change" }],
    ["x=c:d", { file: "params.yaml", key: "x", mode: "change" }],
    ["a:+b=3", { file: "a", key: "b", mode: "add" }],
  ])("%s", (text, expected) => {
    expect(parseOverride(text)).toMatchObject(expected);
  });

  test.each([
    ["lr", "gives no value"],
    ["a =5", "no blank before"],
    ["a[0]=5", "a.0"],
    ["=5", "names no parameter"],
    ["a@b=5", "@"],
    [":a=5", "names no file"],
    ["ä=5", "dotted name"],
  ])("%s is refused", (text, part) => {
    expect(messageOf(text)).toContain(part);
  });
});

describe("the value of an override, typed as Hydra types it", () => {
  test.each<[string, unknown[]]>([
    ["1_000", [1000n]],
    ["-3", [-3n]],
    ["1e-3", [0.001]],
    ["1.", [1]],
    [".5", [0.5]],
    ["-inf", [-Infinity]],
    ["nan", [NaN]],
    ["TRUE", [true]],
    ["null", [null]],
    ["", [""]],
    [" 5", [5n]],
    ["foo bar", ["foo bar"]],
    ["0x1F", ["0x1F"]],
    ["010", ["010"]],
    ["yes", ["yes"]],
    ["1 2", ["1 2"]],
    ["c:d", ["c:d"]],
    ["'1'", ["1"]],
    [String.raw`'it\'s'`, ["it's"]],
    [String.raw`"a\\"`, ["a\\"]],
    [String.raw`a\,b`, ["a,b"]],
    ["[1,a,[b]]", [[1n, "a", ["b"]]]],
    ["[]", [[]]],
    [
      "{a:1,b:{c:x}}",
      [
        new Map<string, unknown>([
          ["a", 1n],
          ["b", new Map([["c", "x"]])],
        ]),
      ],
    ],
    ["int(3.7)", [3n]],
    ["float('1')", [1]],
    ["str(1.0)", ["1.0"]],
    ["bool(no)", []],
  ])("k=%s", (text, expected) => {
    if (expected.length === 0) expect(() => valuesOf(text)).toThrow(Failure);
    else expect(valuesOf(text)).toStrictEqual(expected);
  });

  test.each<[string, unknown[]]>([
    ["1,2", [1n, 2n]],
    ["1, b ,'c,d'", [1n, "b", "c,d"]],
    ["choice(a,b)", ["a", "b"]],
    ["choice([1],[2])", [[1n], [2n]]],
    ["range(3)", [0n, 1n, 2n]],
    ["range(1,6,2)", [1n, 3n, 5n]],
    ["range(5,1,-2)", [5n, 3n]],
    ["range(stop=2,start=1)", [1n]],
    ["range(0.1,0.5,0.1)", [0.1, 0.2, 0.30000000000000004, 0.4]],
    ["range(0,1,0.1)", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7000000000000001, 0.8, 0.9]],
    ["float(range(2))", [0, 1]],
    ["sort(3,1,2)", [1n, 2n, 3n]],
    ["sort(3,1,2,reverse=true)", [3n, 2n, 1n]],
    ["sort([3,1])", [[1n, 3n]]],
  ])("k=%s is tried in order", (text, expected) => {
    expect(valuesOf(text)).toStrictEqual(expected);
  });

  test.each([
    ["k=a=b", "quotes"],
    ["k=[1,2", "ends with ]"],
    ["k={a}", "{key: value}"],
    ["k='a", "not closed"],
    ["k=a'b'", "quotes"],
    ["k=a&b", 'the character "&" needs quotes'],
    ["k=1,", "missing at the end"],
    ["k=[choice(1,2)]", "a sweep can only be the whole value"],
    ["k=interval(0,1)", "use choice() or range()"],
    ["k=glob(*)", "use choice() or range()"],
    ["k=nope(1)", "is not a function"],
    ["k=range(1,5,0)", "cannot be 0"],
    ["k=range(5,1)", "no values"],
    ["k=range(0,1e9)", "fewer than"],
    ["k=${other}", "give the value itself"],
    ["~k=1,2", "deletes"],
  ])("%s is refused", (text, part) => {
    expect(messageOf(text)).toContain(part);
  });
});

describe("a sweep", () => {
  test("is the product of all choices, the last one fastest, file by file", () => {
    expect(expandSweep(["a=1,2", "p.json:c=x,y", "b=3"])).toStrictEqual([
      ["a=1", "b=3", "p.json:c=x"],
      ["a=1", "b=3", "p.json:c=y"],
      ["a=2", "b=3", "p.json:c=x"],
      ["a=2", "b=3", "p.json:c=y"],
    ]);
  });

  test("of nothing is one run without overrides", () => {
    expect(expandSweep([])).toStrictEqual([[]]);
  });

  test("keeps what is added, set and deleted", () => {
    expect(expandSweep(["+a=1,2", "++b=x", "~c"])).toStrictEqual([
      ["+a=1", "++b=x", "~c"],
      ["+a=2", "++b=x", "~c"],
    ]);
  });
});

test.each<[unknown, string]>([
  [0.1, "0.1"],
  [1, "1.0"],
  [1n, "1"],
  [1e-5, "1e-05"],
  ["1", "'1'"],
  ["adam", "adam"],
  ["a b", "a b"],
  [" a", "' a'"],
  ["null", "'null'"],
  ["it's", String.raw`'it\'s'`],
  ["end\\", String.raw`'end\\'`],
  ["", "''"],
  [["a,b", 1n], "['a,b',1]"],
])("%o is printed as %s and reads back the same", (value, text) => {
  expect(printOverrideValue(value as never)).toBe(text);
  expect(valuesOf(text)).toStrictEqual([value]);
});

import { describe, expect, test } from "vitest";
import { parseJson } from "#core/pipeline/formats/parse-json";
import { readValues } from "#core/pipeline/formats/read-values";
import { toValue } from "#core/pipeline/to-value";

describe("JSON", () => {
  test("keeps the kind of numbers, big ones and Python's constants", () => {
    const text =
      '{"a": 1, "b": 1.0, "c": 1e5, "d": 123456789012345678901234567890, "e": NaN, "f": [-Infinity, null], "g": "\\u00e9\\n", "b": true}';
    const { root, problems } = parseJson("f.json", text);
    expect(problems).toEqual([]);
    expect(toValue(root)).toEqual(
      new Map<string, unknown>([
        ["a", 1n],
        ["b", true],
        ["c", 1e5],
        ["d", 123456789012345678901234567890n],
        ["e", Number.NaN],
        ["f", [-Infinity, null]],
        ["g", "é\n"],
      ]),
    );
  });

  test("has places", () => {
    const text = '{"a": [1, "x"]}';
    const root = parseJson("f.json", text).root;
    const list = root?.kind === "map" ? root.entries[0]?.value : undefined;
    const item = list?.kind === "list" ? list.items[1] : undefined;
    expect(text.slice(item?.range.start, item?.range.end)).toBe('"x"');
    expect(text.slice(list?.range.start, list?.range.end)).toBe('[1, "x"]');
  });

  test.each([
    ["", "A value is expected here.", 0],
    ['{"a": 1,}', "A key in double quotes is expected here.", 8],
    ["[1 2]", "A ',' or a ']' is expected here.", 3],
    ['{"a" 1}', "A ':' is expected after a key.", 5],
    ['["x]', "This text is not closed, or holds a character that needs an escape.", 1],
    ["[01]", "A value is expected here.", 1],
    ["1 2", "Nothing can follow the end of the value.", 2],
    ["[".repeat(5_000), "This is nested too deeply to be read.", 401],
  ])("%j", (text, message, start) => {
    expect(parseJson("f.json", text).problems).toMatchObject([
      { code: "json/syntax", message, range: { start } },
    ]);
  });
});

describe("files of values by their suffix", () => {
  test.each([
    ["p.yaml", "a: 1", new Map([["a", 1n]])],
    ["p.JSON", '{"a": 1.0}', new Map([["a", 1]])],
    ["metrics.txt", "acc: 0.5", new Map([["acc", 0.5]])],
    ["empty.yaml", "# nothing\n", new Map()],
    ["list.yml", "[1]", [1n]],
    ["bare.json", "0.5", 0.5],
    ["nan.json", "NaN", Number.NaN],
    ["false.json", "false", new Map()],
    ["no-items.yaml", "[]", new Map()],
  ])("%s", (path, text, values) => {
    expect(readValues(path, text)).toMatchObject({ values, problems: [] });
  });

  test("a broken file has no values but what could be read of its tree", () => {
    const { values, document, problems } = readValues("p.yaml", "a: 1\na: 2\n");
    expect(values).toBeUndefined();
    expect(toValue(document.root)).toEqual(new Map([["a", 1n]]));
    expect(problems).toMatchObject([{ code: "yaml/duplicate-key" }]);
  });
});

/** What a file holds, in JSON with single quotes; a whole number is written `1n`, because `1.0` and `1` look alike. */
function shown(path: string, text: string): string {
  const { values, problems } = readValues(path, text);
  if (values === undefined) return problems[0]?.message ?? "";
  const plain = (_: string, value: unknown): unknown => {
    if (value instanceof Map) return Object.fromEntries(value);
    return typeof value === "bigint" ? `${value}n` : value;
  };
  return JSON.stringify(values, plain).replaceAll('"', "'");
}

describe("TOML", () => {
  test.each([
    ["a = 1_000\nb = 0xFF\nc = +5\nd = 1e5", "{'a':'1000n','b':'255n','c':'5n','d':100000}"],
    ["a = 1.0\nb = -0.5\nc = nan\nd = -inf", "{'a':1,'b':-0.5,'c':null,'d':null}"],
    ["a = 123456789012345678901234567890", "{'a':'123456789012345678901234567890n'}"],
    ["[t]\nc = 'x' # c\n[t.u]\nd = true", "{'t':{'c':'x','u':{'d':true}}}"],
    ["a.b = 1\na.'c.d' = 2", "{'a':{'b':'1n','c.d':'2n'}}"],
    ["[[r]]\nn = 1\n[[r]]\n[r.sub]\nx = 1", "{'r':[{'n':'1n'},{'sub':{'x':'1n'}}]}"],
    ["[a.b]\nx = 1\n[a]\ny = 2", "{'a':{'b':{'x':'1n'},'y':'2n'}}"],
    ["a = [1,\n # c\n 2, ]\nb = {x = 1, y.z = 2}", "{'a':['1n','2n'],'b':{'x':'1n','y':{'z':'2n'}}}"],
    ['a = """\nfoo\\\n   bar"""\nb = "\\u00e9\\x41"', "{'a':'foobar','b':'éA'}"],
    ["a = 1979-05-27 07:32:00", "{'a':{'timestamp':'1979-05-27 07:32:00'}}"],
    ["", "{}"],
    ["a = ", "A value is expected here: text needs quotes."],
    ["a = 01", "A value is expected here: text needs quotes."],
    ["a = 1\na = 2", "'a' is defined already."],
    ["[a]\n[a]", "'a' is defined already."],
    ["a = {}\n[a.b]", "'a' is defined already."],
    ["[a.b.c]\n[a]\nb.d = 1", "'b' is defined already."],
    ["a = 1 b = 2", "Nothing more can stand on this line."],
    ["[a", "A ']' is expected here."],
    ["a = 'x", "This text is not closed, or holds a character that needs an escape."],
  ])("%j", (text, values) => {
    expect(shown("p.toml", text)).toBe(values);
  });

  test("keeps the order of keys, and the places of values", () => {
    const text = "[t]\n10 = 1\n2 = 'two'\n";
    const { document } = readValues("p.toml", text);
    const table = document.root?.kind === "map" ? document.root.entries[0]?.value : undefined;
    const entries = table?.kind === "map" ? table.entries : [];
    expect(
      entries.map(({ key, value: { range } }) => [key.value, text.slice(range.start, range.end)]),
    ).toEqual([
      ["10", "1"],
      ["2", "'two'"],
    ]);
  });
});

describe("Python", () => {
  test.each([
    ["a = 1\nb: float = -1.5\nc = None; d = True", "{'a':'1n','b':-1.5,'c':null,'d':true}"],
    ["x = y = 1\na, b = 1, 2\nc = f(1)\nd += 1\ne: int\nf = 1 + 2\ng = --1", "{}"],
    ["a = 1, 2\nb = (1)\nc = (1,)\nd = ()", "{'a':['1n','2n'],'b':'1n','c':['1n'],'d':[]}"],
    ["a = {'x': 1, 'y': {'z': [1, -2]}}", "{'a':{'x':'1n','y':{'z':['1n','-2n']}}}"],
    ["a = {'x': 1, **b}\nc = [*d]\ne = [i for i in f]", "{}"],
    ["a = 'x' \"y\" r'\\n' '\\x41\\q'", "{'a':'xy\\\\nA\\\\q'}"],
    ["a = '''x\ny'''\nb = f'{a}'\nc = b'x'", "{'a':'x\\ny'}"],
    ["a = (\n  1, # one\n  2)", "{'a':['1n','2n']}"],
    [
      "class A(B):\n  x = 1\n  class C:\n    y = 2\n  def __init__(self, z: int = {1: 2}):\n    self.z = 3\n    w = 4\n  def f(self):\n    self.q = 5\nb = 2",
      "{'A':{'x':'1n','C':{'y':'2n'},'z':'3n'},'b':'2n'}",
    ],
    ["if x:\n  a = 1\nelse: b = 2\ntry:\n  c = 3\nfinally: d = 4\ne = 5", "{'e':'5n'}"],
    ["class A: x = 1; y = 2\n@d\nclass B:\n\n  # c\n  z = 3", "{'A':{'x':'1n','y':'2n'},'B':{'z':'3n'}}"],
    ["a = 1 # c\r\n\r\nb = 2\r\n", "{'a':'1n','b':'2n'}"],
    ["a = 1\na = 2", "{'a':'2n'}"],
    ["a = (", "This bracket is never closed."],
    ["a = 'x", "This text is never closed."],
    ["a = )", "This ')' closes nothing."],
    ["  a = 1", "This line is indented, and no block begins before it."],
    ["if a:\n  x=1\n y=2", "This indentation fits no block before it."],
    ["a = 1 ? 2", "Python knows no such sign."],
  ])("%j", (text, values) => {
    expect(shown("p.py", text)).toBe(values);
  });
});

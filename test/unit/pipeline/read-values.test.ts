import { describe, expect, test } from "vitest";
import { parseJson } from "#core/pipeline/parse-json";
import { readValues } from "#core/pipeline/read-values";
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
  ])("%s", (path, text, values) => {
    expect(readValues(path, text)).toMatchObject({ values, problems: [] });
  });

  test("a broken file has no values but what could be read of its tree", () => {
    const { values, document, problems } = readValues("p.yaml", "a: 1\na: 2\n");
    expect(values).toBeUndefined();
    expect(toValue(document?.root)).toEqual(new Map([["a", 1n]]));
    expect(problems).toMatchObject([{ code: "yaml/duplicate-key" }]);
  });

  test.each(["p.toml", "p.py"])("%s is not read, and says so", (path) => {
    expect(readValues(path, "a = 1")).toMatchObject({
      values: undefined,
      problems: [{ code: "params/unsupported-format", severity: "information" }],
    });
  });
});

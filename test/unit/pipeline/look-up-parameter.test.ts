import { describe, expect, it } from "vitest";
import { flatten } from "#core/pipeline/params/flatten";
import { lookUpParameter } from "#core/pipeline/params/look-up-parameter";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { toValue } from "#core/pipeline/to-value";

const values = toValue(
  parseYaml(
    "params.yaml",
    `
lr: 1
m: {z: 1, a: [1, 2]}
5: {x: 1}
true: 2
1.5: 3
null: 4
b.c: 3
é: 1
e: {}
`,
  ).root,
);

/** The results below are those of dpath 2.2 in Python, with `.` as separator. */
describe("lookUpParameter", () => {
  it.each([
    ["lr", "1"],
    [".lr", "1"],
    ["m.a.0", "1"],
    ["m.a.-1", "2"],
    ["m.a.00", "1"],
    ["m.a.+1", "2"],
    ["5.x", "1"],
    ["05.x", "1"],
    ["1", "2"],
    ["True", "2"],
    ["**.z", "1"],
    ["e", "{}"],
    ["l?", "1"],
    ["[lm]r", "1"],
    ["[!x]r", "1"],
    ["[]e]", "{}"],
    ["é", "1"],
    ["m.[a-c].1", "2"],
  ])("finds %s", (key, expected) => {
    const found = lookUpParameter(values, key);
    expect(found.found && plainJson(found.value)).toBe(expected);
  });

  it.each(["lr.", "1.5", "None", "b.c", ".", "m..z", "e.*", "m.a.2", "m.a.1_0", "[e", "Lr", "m.a.-3"])(
    "does not find %s",
    (key) => {
      expect(lookUpParameter(values, key)).toEqual({ found: false, ambiguous: false });
    },
  );

  it.each(["m.**", "**", "*", "m.a.*", "**.a.**"])("refuses %s, which fits more than one place", (key) => {
    expect(lookUpParameter(values, key)).toEqual({ found: false, ambiguous: true });
  });
});

describe("flatten", () => {
  it("names leaves by their path, keeps lists and drops empty mappings", () => {
    expect([...flatten(values).keys()]).toEqual([
      "lr",
      "m.z",
      "m.a",
      "5.x",
      "True",
      "1.5",
      "None",
      "b.c",
      "é",
    ]);
  });
});

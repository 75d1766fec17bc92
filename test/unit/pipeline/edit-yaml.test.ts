import { describe, expect, it } from "vitest";
import { deleteJsonValue, deleteYamlValue, setJsonValue, setYamlValue } from "#core/pipeline/edit/edit-yaml";
import type { EditMode } from "#core/pipeline/edit/edit-yaml";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { toValue } from "#core/pipeline/to-value";
import type { Value } from "#core/pipeline/value";

const yaml = (text: string): Value => toValue(parseYaml("", text).root);

const params = `\
# how we train
lr: 0.1  # c
train:            # the loop
  seed: 1
  layers: [1,  2]   # sizes
  name: "fast"
  note: 'it''s'
  empty:

  schedule:
    - step: 1
      lr: 0.5
    - step: 2

text: |
  one
  two
last: 5
`;

/** Edits and shows only the lines that differ, as `- old` and `+ new`. */
function changed(before: string, after: string): string[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  return [
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${line}`),
  ];
}

function edit(key: string, value: string, mode: EditMode = "existing", text = params): string[] {
  const after = setYamlValue(text, key, yaml(value), mode);
  return changed(text, after);
}

describe("setYamlValue", () => {
  it.each([
    ["lr", "5", ["- lr: 0.1  # c", "+ lr: 5    # c"]],
    ["lr", "0.00012345", ["- lr: 0.1  # c", "+ lr: 0.00012345 # c"]],
    ["lr", "1e-5", ["- lr: 0.1  # c", "+ lr: 1e-05 # c"]],
    ["lr", "null", ["- lr: 0.1  # c", "+ lr: null # c"]],
    ["lr", "[1, 2]", ["- lr: 0.1  # c", "+ lr: [1, 2] # c"]],
    ["train.seed", "2", ["-   seed: 1", "+   seed: 2"]],
    ["train.layers.0", "64", ["-   layers: [1,  2]   # sizes", "+   layers: [64,  2]   # sizes"]],
    ["train.layers", "[64, 32, 16]", ["-   layers: [1,  2]   # sizes", "+   layers: [64, 32, 16] # sizes"]],
    ["train.name", "slow", ['-   name: "fast"', '+   name: "slow"']],
    ["train.note", "isn't", ["-   note: 'it''s'", "+   note: 'isn''t'"]],
    ["train.name", "true", ['-   name: "fast"', "+   name: true"]],
    ["train.empty", "a", ["-   empty:", "+   empty: a"]],
    ["train.schedule.1.step", "3", ["-     - step: 2", "+     - step: 3"]],
    ["train.schedule.0", "{step: 9}", ["-     - step: 1", "-       lr: 0.5", "+     - step: 9"]],
    [
      "train.schedule",
      "off",
      ["-   schedule:", "-     - step: 1", "-       lr: 0.5", "-     - step: 2", "+   schedule: off"],
    ],
    ["text", "three", ["- text: |", "-   one", "-   two", "+ text: three"]],
    ["last", "{a: {b: 1}}", ["- last: 5", "+ last:", "+   a:", "+     b: 1"]],
    ["train.schedule", "{a: 1}", ["-     - step: 1", "-       lr: 0.5", "-     - step: 2", "+     a: 1"]],
  ])("sets %s to %s", (key, value, expected) => {
    expect(edit(key, value)).toEqual(expected);
  });

  it.each([
    ["new", "1", ["+ new: 1"]],
    ["train.momentum", "0.9", ["+   momentum: 0.9"]],
    ["train.opt.name", "adam", ["+   opt:", "+     name: adam"]],
    ["train.empty.deep", "1", ["+     deep: 1"]],
    ["train.schedule.1.lr", "0.2", ["+       lr: 0.2"]],
  ])("adds %s", (key, value, expected) => {
    expect(edit(key, value, "add")).toEqual(expected);
  });

  it("adds inside braces, to an empty mapping, and to an empty file", () => {
    expect(setYamlValue("a: {b: 1}\n", "a.c", "x, y", "add")).toBe('a: {b: 1, c: "x, y"}\n');
    expect(setYamlValue("a: {}\n", "a.c", 2n, "add")).toBe("a: {c: 2}\n");
    expect(setYamlValue("# nothing yet", "a.c", 2n, "add")).toBe("# nothing yet\na:\n  c: 2\n");
    expect(setYamlValue("", "a", "yes", "either")).toBe("a: yes\n");
    expect(setYamlValue("a: 1", "b", 2n, "either")).toBe("a: 1\nb: 2\n");
  });

  it("changes the place that was asked for, not what it shares with others", () => {
    const text = "base: &base\n  lr: 1\n  n: 2\na: *base # same\nb:\n  <<: *base\n  n: 3\n";
    expect(edit("a.lr", "5", "existing", text)).toEqual([
      "- a: *base # same",
      "+ a:",
      "+   lr: 5",
      "+   n: 2 # same",
    ]);
    expect(edit("b.lr", "5", "existing", text)).toEqual(["+   lr: 5"]);
    expect(edit("base.lr", "5", "existing", text)).toEqual(["-   lr: 1", "+   lr: 5"]);
  });

  it.each([
    ["trian.seed", "existing", "There is no 'trian.seed'. Did you mean 'train.seed'?"],
    ["zz", "existing", "There is no 'zz'."],
    ["lr", "add", "'lr' is already there."],
    ["lr.x", "add", "'lr.x' cannot be added: what it would go into is a single value."],
    ["train.layers.7", "add", "'train.layers.7' cannot be added: what it would go into is a list."],
  ] as const)("refuses %s (%s)", (key, mode, message) => {
    expect(() => setYamlValue(params, key, 1n, mode)).toThrow(message);
  });

  it("refuses a file with an error", () => {
    expect(() => setYamlValue("a: [1\nb: 2\n", "b", 1n, "either")).toThrow("cannot be edited while");
  });
});

describe("deleteYamlValue", () => {
  it.each([
    ["lr", ["- lr: 0.1  # c"]],
    ["train.seed", ["-   seed: 1"]],
    ["train.layers.0", ["-   layers: [1,  2]   # sizes", "+   layers: [2]   # sizes"]],
    ["train.layers.1", ["-   layers: [1,  2]   # sizes", "+   layers: [1]   # sizes"]],
    ["train.schedule.0", ["-     - step: 1", "-       lr: 0.5"]],
    ["train.schedule.0.step", ["-     - step: 1", "-       lr: 0.5", "+     - lr: 0.5"]],
    ["train.schedule.0.lr", ["-       lr: 0.5"]],
    ["train.schedule.1.step", ["-     - step: 2", "+     - {}"]],
    ["text", ["- text: |", "-   one", "-   two"]],
  ])("deletes %s", (key, expected) => {
    expect(changed(params, deleteYamlValue(params, key))).toEqual(expected);
  });

  it("leaves an empty mapping", () => {
    expect(deleteYamlValue("a:\n  b: 1\nc: 2\n", "a.b")).toBe("a: {}\nc: 2\n");
    expect(deleteYamlValue("a: 1\n", "a")).toBe("{}\n");
  });

  it("refuses what is not there", () => {
    expect(() => deleteYamlValue(params, "zz")).toThrow("There is no 'zz'.");
  });
});

describe("setJsonValue", () => {
  const json = `{\n  "lr": 0.1,\n  "u": "é",\n  "train": { "seed": 1 },\n  "l": []\n}\n`;

  it("keeps the layout", () => {
    expect(changed(json, setJsonValue(json, "lr", 1e-5, "existing"))).toEqual([
      '-   "lr": 0.1,',
      '+   "lr": 1e-05,',
    ]);
    expect(changed(json, setJsonValue(json, "u", "ö", "existing"))).toEqual([
      '-   "u": "é",',
      '+   "u": "ö",',
    ]);
    expect(changed(json, setJsonValue(json, "train.n", null, "add"))).toEqual([
      '-   "train": { "seed": 1 },',
      '+   "train": { "seed": 1, "n": null },',
    ]);
    expect(changed(json, setJsonValue(json, "new.deep", true, "add"))).toEqual([
      '-   "l": []',
      '+   "l": [],',
      '+   "new": {"deep": true}',
    ]);
  });

  it("starts an empty file and deletes", () => {
    expect(setJsonValue("", "a", 1n, "add")).toBe('{"a": 1}\n');
    expect(changed(json, deleteJsonValue(json, "lr"))).toEqual(['-   "lr": 0.1,']);
    expect(deleteJsonValue('{"a": {"b": 1}}', "a.b")).toBe('{"a": {}}');
  });

  it("can edit a file that is indented with tabs", () => {
    expect(setJsonValue('{\n\t"a": 1\n}', "b", "x", "add")).toBe('{\n\t"a": 1,\n\t"b": "x"\n}');
  });
});

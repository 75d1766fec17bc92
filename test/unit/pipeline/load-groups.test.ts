import { describe, expect, test } from "vitest";
import { commands, found, load, names, stages } from "../../support/loaded-file.ts";

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

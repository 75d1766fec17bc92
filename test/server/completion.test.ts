import { describe, expect, test } from "vitest";
import { complete } from "../../server/src/features/completion.ts";
import { contextAt } from "../support/feature-context.ts";

const params = "train:\n  lr: 0.1\n  epochs: 3\nseed: 7\n";

function labels(pipeline: string): string[] {
  const { context, offset } = contextAt({
    "dvc.yaml": pipeline,
    "params.yaml": params,
    "src/train.py": "",
    "data.csv": "",
  });
  return complete(context, offset).map(({ label }) => label);
}

describe("completion offers", () => {
  test("the keys of the file that are not there yet", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n|");
    expect(offered).toContain("artifacts");
    expect(offered).not.toContain("stages");
  });

  test("the keys of a stage that it does not have", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n    |");
    expect(offered).toEqual(expect.arrayContaining(["deps", "outs", "wdir"]));
    expect(offered).not.toContain("cmd");
  });

  test("the flags of an output", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    outs:\n    - m:\n        |")).toEqual(
      expect.arrayContaining(["cache", "persist"]),
    );
  });

  test("true and false for a flag", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    frozen: |")).toEqual(["true", "false"]);
  });

  test("outputs of other stages before files, for a dependency", () => {
    const offered = labels(
      "stages:\n  a:\n    cmd: x\n    outs: [made.csv]\n  b:\n    cmd: y\n    deps:\n    - |",
    );
    expect(offered[0]).toBe("made.csv");
    expect(offered).toContain("data.csv");
    expect(offered).toContain("src/");
  });

  test("files in the folder that is typed", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    deps:\n    - src/|")).toContain("src/train.py");
  });

  test("names of parameters, and groups of them", () => {
    const offered = labels("stages:\n  a:\n    cmd: x\n    params:\n    - |");
    expect(offered).toEqual(["train.lr", "train.epochs", "seed", "train"]);
  });

  test("variables inside a half-typed expression", () => {
    expect(labels("stages:\n  a:\n    cmd: python t.py ${tr|")).toEqual(["train.lr", "train.epochs", "seed"]);
  });

  test("the axes of a matrix", () => {
    const offered = labels("stages:\n  a:\n    matrix:\n      lr: [1, 2]\n    cmd: t ${item.|");
    expect(offered).toContain("item.lr");
  });

  test("a replacement for the word before the cursor", () => {
    const { context, offset } = contextAt({ "dvc.yaml": "stages:\n  a:\n    cmd: x\n    fro|" });
    const frozen = complete(context, offset).find(({ label }) => label === "frozen");
    expect(frozen?.textEdit).toEqual({
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 7 } },
      newText: "frozen: ",
    });
  });
});

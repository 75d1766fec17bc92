import { describe, expect, test } from "vitest";
import { findDefinition } from "../../server/src/features/definition.ts";
import { hover } from "../../server/src/features/hover.ts";
import { listSymbols } from "../../server/src/features/symbols.ts";
import { contextAt, textIn } from "../support/feature-context.ts";

const params = "train:\n  lr: 0.1\nseed: 7\n";

/** Pieces of text that the definitions of the `|` cover, with their files. */
function definitions(pipeline: string): string[] {
  const { context, offset } = contextAt({ "dvc.yaml": pipeline, "params.yaml": params, "raw.csv": "a\n" });
  return findDefinition(context, offset).map(({ uri, range }) => {
    const file = uri.replace("file:///repository/", "");
    return `${file}: ${textIn(context, file, range)}`;
  });
}

function hoverText(pipeline: string): string | undefined {
  const { context, offset } = contextAt({ "dvc.yaml": pipeline, "params.yaml": params });
  const contents = hover(context, offset)?.contents;
  return typeof contents === "object" && "value" in contents ? contents.value : undefined;
}

describe("go to definition", () => {
  test("from a variable to its key", () => {
    expect(definitions("stages:\n  a:\n    cmd: t --lr ${train.l|r}\n")).toEqual(["params.yaml: lr"]);
  });

  test("from a parameter to its key", () => {
    expect(definitions("stages:\n  a:\n    cmd: t\n    params:\n    - train.l|r\n")).toEqual([
      "params.yaml: lr",
    ]);
  });

  test("from a dependency to the stage that makes it", () => {
    const pipeline =
      "stages:\n  make:\n    cmd: t\n    outs: [model]\n  use:\n    cmd: u\n    deps:\n    - mod|el\n";
    expect(definitions(pipeline)).toEqual(["dvc.yaml: make"]);
  });

  test("from a dependency that nothing makes to the file", () => {
    expect(definitions("stages:\n  a:\n    cmd: t\n    deps:\n    - raw|.csv\n")).toEqual(["raw.csv: "]);
  });

  test("nowhere from a command", () => {
    expect(definitions("stages:\n  a:\n    cmd: pyth|on\n")).toEqual([]);
  });
});

describe("hover shows", () => {
  test("the value, type and file of a variable", () => {
    const text = hoverText("stages:\n  a:\n    cmd: t --lr ${train.l|r}\n");
    expect(text).toContain("train.lr: 0.1");
    expect(text).toContain("float");
    expect(text).toContain("params.yaml");
  });

  test("the value of a parameter", () => {
    expect(hoverText("stages:\n  a:\n    cmd: t\n    params:\n    - see|d\n")).toContain("seed: 7");
  });

  test("what a key is for", () => {
    expect(hoverText("stages:\n  a:\n    cmd: t\n    fro|zen: true\n")).toMatch(/never run/i);
  });

  test("the command of a stage after interpolation", () => {
    expect(hoverText("stages:\n  tra|in:\n    cmd: t --lr ${train.lr}\n")).toContain("t --lr 0.1");
  });

  test("who makes a dependency", () => {
    const pipeline =
      "stages:\n  make:\n    cmd: t\n    outs: [model]\n  use:\n    cmd: u\n    deps:\n    - mod|el\n";
    expect(hoverText(pipeline)).toContain("made by `make`");
  });
});

test("the outline has the stages and their sections", () => {
  const { context } = contextAt({ "dvc.yaml": "stages:\n  a:\n    cmd: t\n    deps: [x]\n" });
  const [stages] = listSymbols(context);
  expect(stages?.children?.map(({ name }) => name)).toEqual(["a"]);
  expect(stages?.children?.[0]?.children?.map(({ name }) => name)).toEqual(["cmd", "deps"]);
});

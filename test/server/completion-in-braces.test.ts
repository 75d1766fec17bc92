import { describe, expect, test } from "vitest";
import { complete } from "../../server/src/features/completion.ts";
import { contextAt } from "../support/feature-context.ts";

const files = { "a.txt": "", "raw/x.csv": "", "params.yaml": "lr: 1\n", "p.json": "{}", ".dvc/config": "" };

function offers(text: string, snippets = false): { label: string; written: unknown }[] {
  const { context, offset } = contextAt({ ...files, "dvc.yaml": text });
  return complete(context, offset, { snippets }).map(({ label, textEdit }) => ({
    label,
    written: textEdit?.newText,
  }));
}

const labels = (text: string): string[] => offers(text).map(({ label }) => label);

const flags = ["cache", "persist", "push", "remote", "desc", "type", "labels", "meta"];

describe("in braces, completion offers", () => {
  test("the flags of an output that are not there, in half-typed text too", () => {
    expect(labels("stages:\n  a:\n    cmd: x\n    outs: [{a.txt: {|")).toEqual(flags);
    expect(labels("stages:\n  a:\n    cmd: x\n    outs: [{a.txt: {cache: false, |}}]\n")).toEqual(
      flags.slice(1),
    );
    expect(labels("stages:\n  a:\n    cmd: x\n    outs: [{a.txt: {|, push: true}}]\n")).not.toContain("push");
    expect(labels("stages:\n  a:\n    outs: [{a.txt: {ca|\n    cmd: x\n")).toContain("cache");
    expect(labels("stages:\n  a:\n    cmd: x\n    outs:\n      - a.txt: {cache: |")).toEqual([
      "true",
      "false",
    ]);
  });

  test("the keys of a stage and of the file", () => {
    expect(labels("stages: {a: {cmd: x, deps: [y], |")).toEqual(expect.arrayContaining(["outs", "wdir"]));
    expect(labels("stages: {a: {cmd: x, deps: [y], |")).not.toContain("deps");
    expect(labels("stages: {a: {|, cmd: x}}")).not.toContain("cmd");
    expect(labels("stages: {a: {cmd: x}, b: {|")).toContain("cmd");
    expect(labels("{stages: {}, |")).toContain("artifacts");
    expect(labels("{stages: {}, |")).not.toContain("stages");
    expect(labels("stages: {|")).toEqual([]);
  });

  test("files where a file is the key", () => {
    const outs = offers("stages:\n  a:\n    cmd: x\n    outs: [{|").map(({ written }) => written);
    expect(outs).toEqual(expect.arrayContaining(["a.txt: ", "raw/"]));
    expect(offers("stages:\n  a:\n    cmd: x\n    params: [{p|")).toContainEqual({
      label: "p.json",
      written: "p.json: ",
    });
    expect(labels("plots: [{a|")).toContain("a.txt");
  });

  test("paths, parameters and what may be a value", () => {
    expect(labels("stages: {a: {cmd: x, deps: [raw/|")).toEqual(["raw/x.csv"]);
    expect(labels("stages: {a: {cmd: x, params: [|")).toContain("lr");
    expect(labels("stages: {a: {frozen: |")).toEqual(["true", "false"]);
    expect(labels("stages: {a: {cmd: python ${|")).toEqual(["lr"]);
    expect(labels("stages: {a: {deps: [x] |")).toEqual([]);
  });

  test("keys that open the brackets of what belongs to them", () => {
    const written = (snippets: boolean) =>
      offers("stages: {a: {cmd: x, |", snippets).flatMap(({ label, written: text }) =>
        ["deps", "matrix", "wdir"].includes(label) ? [text] : [],
      );
    expect(written(true)).toEqual(["deps: [$0]", "wdir: ", "matrix: {$0}"]);
    expect(written(false)).toEqual(["deps: [", "wdir: ", "matrix: {"]);
  });
});

test("a key that an item of a list has is not offered again", () => {
  const text =
    "stages:\n  a:\n    cmd: x\n    outs:\n    - b:\n        cache: true\n    - c:\n        push: true\n        |";
  expect(labels(text)).toEqual(flags.filter((flag) => flag !== "push"));
});

import { describe, expect, it } from "vitest";
import { lineStart } from "#core/pipeline/yaml/line-bounds";
import { problemsOf } from "../../support/pipeline-of.ts";

describe("lineStart", () => {
  it("gives where the line begins that an offset is in", () => {
    expect([0, 1, 2, 3, 4].map((offset) => lineStart("ab\nc", offset))).toEqual([0, 0, 0, 3, 3]);
  });

  it("gives the beginning of a text that begins with an empty line", () => {
    expect([0, 1, 2].map((offset) => lineStart("\nab", offset))).toEqual([0, 1, 1]);
  });
});

it("a file that begins with an empty line is told its mistakes", () => {
  const text = "\nstages: {train: {cmd: 'echo'}${|\n      x\nj', deps: [data]}}}\n";
  expect(problemsOf({ "dvc.yaml": text }).map(({ code }) => code)).toContain("yaml/syntax");
});

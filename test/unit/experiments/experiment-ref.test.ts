import { describe, expect, test } from "vitest";

import { generateName } from "#core/experiments/experiment-name";
import {
  experimentRefName,
  parseExperimentRef,
  whyNotExperimentName,
} from "#core/experiments/experiment-ref";

const baseline = "242283c9ab5a3f499c19d48465a2084892a0a912";

describe("the reference of an experiment", () => {
  test("splits the baseline after two digits and reads back", () => {
    const name = experimentRefName({ baseline, name: "e1" });
    expect(name).toBe("refs/exps/24/2283c9ab5a3f499c19d48465a2084892a0a912/e1");
    expect(parseExperimentRef(name)).toStrictEqual({ baseline, name: "e1" });
  });

  test.each([
    "refs/exps/exec/EXEC_HEAD",
    "refs/exps/stash",
    "refs/exps/celery/stash",
    "refs/exps/apply/ORIG_HEAD",
    "refs/heads/main",
    "refs/exps/24/2283c9ab5a3f499c19d48465a2084892a0a912",
    "refs/exps/24/2283c9ab5a3f499c19d48465a2084892a0a912/a/b",
    "refs/exps/2/42283c9ab5a3f499c19d48465a2084892a0a912/a",
  ])("%s is none", (name) => {
    expect(parseExperimentRef(name)).toBeUndefined();
  });
});

describe("a name", () => {
  test.each(["e1", "lr=0.1", "größer", "a.b", "UPPER-case_1"])("%s is fine", (name) => {
    expect(whyNotExperimentName(name)).toBeUndefined();
  });

  test.each([
    ["", "at least one character"],
    ["a/b", "no slash"],
    ["a b", "a blank"],
    ["a..b", "Git does not allow"],
    [".a", "dot"],
    ["a.", "dot"],
    ["a.lock", ".lock"],
    ["a~1", "~"],
    ["a\u0007", "control"],
    ["-n", "dash"],
    ["HEAD", "stands for something else"],
    ["workspace", "stands for something else"],
    ["n".repeat(201), "at most 200 bytes"],
  ])("%j is refused", (name, part) => {
    expect(whyNotExperimentName(name)).toContain(part);
  });

  test("is generated until a free one is found", () => {
    const sequence = [0, 0, 0, 0, 0.5, 0.5];
    const random = () => sequence.shift() ?? 0;
    const first = generateName(
      () => false,
      () => 0,
    );
    const next = generateName((name) => name === first, random);
    expect(next).not.toBe(first);
    expect(whyNotExperimentName(next)).toBeUndefined();
  });

  test("gets a number when all draws are taken", () => {
    const first = generateName(
      () => false,
      () => 0,
    );
    expect(
      generateName(
        (name) => name === first,
        () => 0,
      ),
    ).toBe(`${first}-2`);
  });
});

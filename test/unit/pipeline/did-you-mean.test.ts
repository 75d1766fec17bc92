import { describe, expect, it } from "vitest";
import { closest, closestAmong } from "#core/pipeline/did-you-mean";

describe("closest", () => {
  it.each([
    ["cmdd", ["cmd", "deps", "outs"], "cmd"],
    ["otus", ["cmd", "deps", "outs"], "outs"],
    ["parms", ["plots", "params", "metrics"], "params"],
    ["LR", ["lb", "lr"], "lr"],
    ["train.lrr", ["train.lr", "train.seed"], "train.lr"],
    ["data/raww.csv", ["data/raw.csv", "data/row.csv"], "data/raw.csv"],
    ["Lr", ["LR", "lr"], "LR"],
  ])("takes %s for the nearest of %j", (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });

  it.each([
    ["x", ["y"]],
    ["lr", ["seed", "epochs"]],
    ["train", ["evaluate", "prepare"]],
    ["outs", ["outs"]],
    ["outs", []],
    ["", ["a"]],
  ])("suggests nothing for %s among %j", (word, candidates) => {
    expect(closest(word, candidates)).toBeUndefined();
  });
});

describe("closestAmong", () => {
  it("says the same of each word, as often as it is asked", () => {
    const near = closestAmong(["cmd", "deps", "outs", "outs"]);
    expect(["cmdd", "otus", "x", "cmdd"].map(near)).toEqual(["cmd", "outs", undefined, "cmd"]);
  });

  it("looks for the first words only where comparing all would take long", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `parameter${index}`);
    const near = closestAmong(names);
    const meant = names.map((name) => near(`${name}_`));
    expect(meant.slice(0, 5)).toEqual(names.slice(0, 5));
    expect(meant.at(-1)).toBeUndefined();
  });
});

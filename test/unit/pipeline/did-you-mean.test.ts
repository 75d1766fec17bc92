import { describe, expect, it } from "vitest";
import { closest } from "#core/pipeline/did-you-mean";

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

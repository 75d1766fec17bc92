import { describe, expect, it } from "vitest";
import { closestPath } from "#core/pipeline/near-path";

describe("closestPath", () => {
  it.each([
    ["data/raww.csv", ["data/row/x.csv", "data/raw.csv"], "data/raw.csv"],
    ["data/proceessed", ["data/processed"], "data/processed"],
    ["dataa/processd/x.json", ["data/processed/x.jsonl"], "data/processed/x.jsonl"],
    ["models/model_v1.pk", ["models/model_v1.pkl"], "models/model_v1.pkl"],
    ["dataa", ["data"], "data"],
  ])("takes %s for a slip of one of %j", (path, candidates, meant) => {
    expect(closestPath(path, candidates)).toBe(meant);
  });

  it.each([
    ["data/query/top_used_queries.py", "data/query/top_used_queries.json"],
    ["data/X_train.csv", "data/y_train.csv"],
    ["data/part1.csv", "data/part2.csv"],
    ["data/processed/train.csv", "data/processed/test.csv"],
    ["data/labelled-09202022-clean.json", "data/labelled-09202022-clean-joined.json"],
    ["configs/src/annotation", "configs/results/annotation"],
    ["data/raw/x.csv", "data/x.csv"],
  ])("knows that %s is not %s", (path, other) => {
    expect(closestPath(path, [other])).toBeUndefined();
  });
});

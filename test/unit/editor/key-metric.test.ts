import { expect, test } from "vitest";

import { bestFirst, keyMetric, liveMetric, showKeyMetric } from "../../../src/editor/key-metric.ts";
import { makeExperiment, makeMeasured, makeTable } from "../../support/make-table.ts";

const tableOf = (...metrics: readonly Readonly<Record<string, number>>[]) =>
  makeTable(
    metrics.map((values, index) => makeExperiment(`e${index}`, { values: makeMeasured({}, values) })),
  );

test.each([
  [["step", "train.accuracy", "val.accuracy", "accuracy"], "accuracy"],
  [["step", "train.accuracy", "val.accuracy"], "val.accuracy"],
  [["train.loss", "train.acc"], "train.acc"],
  [["step", "loss"], "loss"],
  [["step"], "step"],
])("of %j it is %s", (names, wanted) => {
  const table = tableOf(Object.fromEntries(names.map((name) => [name, 1])));
  expect(keyMetric(table, "")?.key).toBe(wanted);
});

test("the setting names it, with or without its file", () => {
  const table = tableOf({ accuracy: 1, loss: 1 });
  expect(keyMetric(table, "loss")).toEqual({ file: "metrics.json", key: "loss", lowerIsBetter: true });
  expect(keyMetric(table, "metrics.json:loss")?.key).toBe("loss");
  expect(keyMetric(table, "other")).toBeUndefined();
});

test("nothing measured, no metric", () => {
  expect(keyMetric(makeTable([]), "")).toBeUndefined();
  expect(liveMetric(makeMeasured())).toBeUndefined();
});

test("the best is the highest score, the lowest loss, and never one that has none", () => {
  const table = tableOf({ loss: 3 }, { loss: 1 }, {}, { loss: Number.NaN }, { loss: 2 });
  const names = bestFirst(table, keyMetric(table, "loss")).map(({ name }) => name);
  expect(names).toEqual(["e1", "e4", "e0", "e2", "e3"]);
  const scores = tableOf({ accuracy: 0.5 }, { accuracy: 0.7 });
  expect(bestFirst(scores, keyMetric(scores, ""))[0]?.name).toBe("e1");
});

test("only finished experiments can be the best", () => {
  const failed = makeExperiment("failed", { state: "failed", values: makeMeasured({}, { accuracy: 1 }) });
  expect(bestFirst(makeTable([failed]), undefined)).toEqual([]);
});

test("it is shown with its name, rounded", () => {
  const row = makeMeasured({}, { accuracy: 0.123456789 });
  expect(showKeyMetric(row, liveMetric(row))).toBe("accuracy 0.12346");
});

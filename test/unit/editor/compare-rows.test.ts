import { expect, test } from "vitest";

import { rowsPatch } from "../../../src/editor/panels/compare-patch.ts";
import { compareTable } from "../../../src/editor/panels/compare-rows.ts";
import { defaultTicks, followTicks } from "../../../src/editor/panels/compare-ticks.ts";
import { isToCompare } from "#protocol/compare-guards";
import { makeExperiment, makeMeasured, makeTable } from "../../support/make-table.ts";

const measured = (lr: number, accuracy: number) => makeMeasured({ lr }, { accuracy });
const one = makeExperiment("one", { values: measured(0.1, 0.9) });
const running = makeExperiment("two", {
  rev: "run-2",
  run: "run-2",
  state: "running",
  step: 3,
  values: measured(1, Number.NaN),
});

test("rows come in the order of the tree, metrics before parameters", () => {
  const table = compareTable(makeTable([running, one]));
  expect(table.rows.map(({ id, state, parent }) => [id, state, parent])).toEqual([
    ["workspace", "workspace", undefined],
    ["rev-main", "baseline", undefined],
    ["run-2", "running", "rev-main"],
    ["rev-one", "success", "rev-main"],
  ]);
  expect(table.columns.map(({ id }) => id)).toEqual([
    "metrics:metrics.json:accuracy",
    "params:params.yaml:lr",
  ]);
  expect(isToCompare({ type: "snapshot", project: "p", ticked: [], curves: [], ...table })).toBe(true);
});

test("a cell keeps how a number is written, and what is not finite as null", () => {
  const [, , row] = compareTable(makeTable([running])).rows;
  expect(row?.cells).toEqual({
    "params:params.yaml:lr": { text: "1.0", number: 1 },
    "metrics:metrics.json:accuracy": { text: "nan", number: null },
  });
});

test("a patch has what differs by value, and nothing when nothing does", () => {
  const before = compareTable(makeTable([one]));
  expect(rowsPatch(before, compareTable(makeTable([one])))).toBeUndefined();
  const better = makeExperiment("one", { values: measured(0.1, 0.95) });
  const patch = rowsPatch(before, compareTable(makeTable([better])));
  expect(patch).toMatchObject({ put: [{ id: "rev-one" }], gone: [] });
  expect(patch).not.toHaveProperty("order");
  expect(patch).not.toHaveProperty("columns");
});

test("a patch tells rows that came and went, their order and new columns", () => {
  const before = compareTable(makeTable([one]));
  const patch = rowsPatch(before, compareTable(makeTable([running])));
  expect(patch?.put.map(({ id }) => id)).toEqual(["run-2"]);
  expect(patch?.gone).toEqual(["rev-one"]);
  expect(patch?.order).toEqual(["workspace", "rev-main", "run-2"]);
  const wider = makeExperiment("one", { values: makeMeasured({ lr: 0.1, depth: 3n }, { accuracy: 0.9 }) });
  expect(rowsPatch(before, compareTable(makeTable([wider])))?.columns).toHaveLength(3);
});

test("without ticks the running rows are ticked, else the newest finished ones", () => {
  expect(defaultTicks(compareTable(makeTable([running, one])))).toEqual(["run-2"]);
  expect(defaultTicks(compareTable(makeTable([one])))).toEqual(["rev-one"]);
});

test("a run that became a commit keeps its tick", () => {
  const before = compareTable(makeTable([running]));
  const done = makeExperiment("two", { rev: "c0ffee", run: "run-2" });
  const after = compareTable(makeTable([done]));
  expect(followTicks(["run-2"], before, after)).toEqual({ ticked: ["c0ffee"], added: false });
});

test("a run that starts is ticked, while there is room to tell curves apart", () => {
  const before = compareTable(makeTable([one]));
  const after = compareTable(makeTable([running, one]));
  expect(followTicks(["rev-one"], before, after)).toEqual({ ticked: ["rev-one", "run-2"], added: true });
  const many = Array.from({ length: 8 }, (_, index) => `rev-${index}`);
  expect(followTicks(many, before, after)).toEqual({ ticked: many, added: false });
});

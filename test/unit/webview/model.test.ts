import { describe, expect, test } from "vitest";
import type { CompareSnapshot, Row } from "#protocol/compare";
import { readCompareState } from "#protocol/compare-guards";
import {
  applyCurves,
  applyPoints,
  applyRows,
  type CompareModel,
  keepCurvesOf,
  readSnapshot,
} from "../../../webview-ui/src/compare/model.ts";
import { receive } from "../../../webview-ui/src/compare/receive.ts";

const row = (id: string, parent?: string): Row => ({
  id,
  name: id,
  state: parent ? "success" : "baseline",
  cells: {},
  ...(parent ? { parent } : {}),
});

const snapshot: CompareSnapshot = {
  type: "snapshot",
  project: "p",
  columns: [],
  rows: [row("main"), row("a", "main"), row("b", "main"), row("old"), row("c", "old")],
  ticked: ["a"],
  curves: [{ row: "a", chart: "loss", x: [0, 1], y: [1, null], total: 2 }],
};

const curveOf = (model: CompareModel | undefined, id: string) => model?.curves.get(id)?.get("loss");
const points = (from: number, count = 1) =>
  ({
    type: "points",
    row: "a",
    chart: "loss",
    from,
    x: Array.from({ length: count }, (_, at) => from + at),
    y: Array.from({ length: count }, () => 0.5),
  }) as const;

describe("rows", () => {
  test("a patch touches the rows that it names and no other", () => {
    const before = readSnapshot(snapshot);
    const after = applyRows(before, { type: "rows", put: [{ ...row("b", "main"), step: 3 }], gone: ["c"] });
    expect(after.rows.get("a")).toBe(before.rows.get("a"));
    expect(after.rows.get("b")?.step).toBe(3);
    expect(after.order).toEqual(["main", "a", "b", "old"]);
  });

  test("the order keeps its identity while nothing comes or goes", () => {
    const before = readSnapshot(snapshot);
    expect(applyRows(before, { type: "rows", put: [row("b", "main")], gone: [] }).order).toBe(before.order);
  });

  test("a new experiment goes to the end of its baseline's, a new baseline to the end", () => {
    const put = [row("new", "main"), row("newer")];
    const { order } = applyRows(readSnapshot(snapshot), { type: "rows", put, gone: [] });
    expect(order).toEqual(["main", "a", "b", "new", "old", "c", "newer"]);
  });

  test("a row that replaces another takes its place and its curves", () => {
    const put = [{ ...row("commit", "main"), replaces: "a" }];
    const after = applyRows(readSnapshot(snapshot), { type: "rows", put, gone: ["a"] });
    expect(after.order).toEqual(["main", "commit", "b", "old", "c"]);
    expect(curveOf(after, "commit")?.total).toBe(2);
    expect(after.curves.has("a")).toBe(false);
  });
});

describe("curves", () => {
  test("null is not a number", () => {
    expect(curveOf(readSnapshot(snapshot), "a")?.y).toEqual([1, Number.NaN]);
  });

  test("points that follow are appended to the same version", () => {
    const before = readSnapshot(snapshot);
    const after = applyPoints(before, points(2));
    expect(curveOf(after, "a")).toMatchObject({
      x: [0, 1, 2],
      total: 3,
      version: curveOf(before, "a")?.version,
    });
    expect(curveOf(before, "a")?.x).toEqual([0, 1]);
  });

  test("points of a new curve begin it", () => {
    const after = applyPoints(readSnapshot(snapshot), { ...points(0), chart: "accuracy" });
    expect(after?.curves.get("a")?.get("accuracy")?.total).toBe(1);
  });

  test.each([1, 3])("points after %i of 2 do not fit", (from) => {
    expect(applyPoints(readSnapshot(snapshot), points(from))).toBeUndefined();
  });

  test("points of a down-sampled curve count from its total", () => {
    const sampled = { ...snapshot, curves: [{ row: "a", chart: "loss", x: [0, 90], y: [1, 2], total: 100 }] };
    expect(curveOf(applyPoints(readSnapshot(sampled), points(100)), "a")).toMatchObject({ total: 101 });
  });

  test("a curve that grew too long is to be asked for again", () => {
    const long = applyPoints(readSnapshot(snapshot), points(2, 4000));
    expect(curveOf(long, "a")?.total).toBe(4002);
    expect(long && applyPoints(long, points(4002))).toBeUndefined();
  });

  test("a full answer makes new versions, also after a snapshot", () => {
    const first = readSnapshot(snapshot);
    const again = applyCurves(first, { type: "curves", row: "a", curves: snapshot.curves });
    const versions = [first, again, readSnapshot(snapshot, again)].map(
      (model) => curveOf(model, "a")?.version,
    );
    expect(new Set(versions).size).toBe(3);
  });

  test("those of rows that are not shown are forgotten", () => {
    const model = readSnapshot(snapshot);
    expect(keepCurvesOf(model, ["a"])).toBe(model);
    expect(keepCurvesOf(model, []).curves.size).toBe(0);
  });
});

describe("messages", () => {
  const known = receive({ model: undefined, view: readCompareState(undefined) }, snapshot);

  test("a snapshot ticks what the host says, where the row is there", () => {
    const { view } = receive(known, { ...snapshot, ticked: ["gone", "b"] });
    expect(view.ticked).toEqual(["b"]);
    expect(view.slots).toEqual({ b: 0 });
  });

  test("a patch before the first snapshot changes nothing", () => {
    const nothing = { model: undefined, view: readCompareState(undefined) };
    expect(receive(nothing, points(0))).toBe(nothing);
  });

  test("points that do not fit ask for the row's curves", () => {
    expect(receive(known, points(7)).ask).toBe("a");
  });

  test("points of a row that is not ticked are left", () => {
    expect(receive(known, { ...points(0), row: "b" })).toBe(known);
  });

  test("a row that goes loses its tick", () => {
    expect(receive(known, { type: "rows", put: [], gone: ["a"] }).view.ticked).toEqual([]);
  });

  test("a tick that was kept under a run's id finds the commit that the run became", () => {
    const rows = snapshot.rows.map((each) =>
      each.id === "a" ? { ...each, id: "commit", replaces: "a" } : each,
    );
    const view = { ...known.view, slots: { a: 3 } };
    const after = receive({ ...known, view }, { ...snapshot, rows, ticked: ["commit"], curves: [] });
    expect(after.view.slots).toEqual({ commit: 3 });
  });
});

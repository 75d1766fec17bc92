import { describe, expect, test } from "vitest";
import type { Cell, CompareSnapshot, Row } from "#protocol/compare";
import { readCompareState } from "#protocol/compare-guards";
import { bestRow } from "../../../webview-ui/src/compare/best.ts";
import { cellFacts } from "../../../webview-ui/src/compare/cell-facts.ts";
import { placeColumns, placeGroups } from "../../../webview-ui/src/compare/column-layout.ts";
import { changedColumns, shownColumns } from "../../../webview-ui/src/compare/columns.ts";
import { cellText, durationText, timeText, valueText } from "../../../webview-ui/src/compare/format.ts";
import { moved } from "../../../webview-ui/src/compare/grid-moves.ts";
import { readSnapshot } from "../../../webview-ui/src/compare/model.ts";
import { shownRows } from "../../../webview-ui/src/compare/order.ts";
import { tickExactly, toggleSort, toggleTick } from "../../../webview-ui/src/compare/view-state.ts";

const number = (text: string): Cell => ({ text, number: Number(text) });

const acc = "metrics:m.json:acc";
const lr = "params:p.yaml:lr";
const seed = "params:p.yaml:seed";

function experiment(id: string, parent: string | undefined, values: readonly (string | undefined)[]): Row {
  const [accuracy, rate] = values;
  return {
    id,
    name: id,
    state: parent === undefined ? (id === "workspace" ? "workspace" : "baseline") : "success",
    ...(parent === undefined ? {} : { parent }),
    cells: {
      ...(accuracy === undefined ? {} : { [acc]: number(accuracy) }),
      ...(rate === undefined ? {} : { [lr]: number(rate), [seed]: number("7") }),
    },
  };
}

const snapshot: CompareSnapshot = {
  type: "snapshot",
  project: "p",
  columns: [
    { id: lr, group: "params", file: "p.yaml", key: "lr" },
    { id: seed, group: "params", file: "p.yaml", key: "seed" },
    { id: acc, group: "metrics", file: "m.json", key: "acc" },
  ],
  rows: [
    experiment("workspace", undefined, ["0.99", "0.1"]),
    experiment("new", undefined, ["0.5", "0.1"]),
    experiment("a", "new", ["0.7", "0.1"]),
    experiment("b", "new", [undefined, "0.01"]),
    experiment("old", undefined, ["0.6", "0.1"]),
    experiment("c", "old", ["0.9", "0.1"]),
    experiment("d", "old", ["0.2"]),
  ],
  ticked: [],
  curves: [],
  keyMetric: { column: acc, better: "higher" },
};
const model = readSnapshot(snapshot);
const wanted = { sort: undefined, filter: "", collapsed: [] };
const ids = (with_: Partial<Parameters<typeof shownRows>[1]>) =>
  shownRows(model, { ...wanted, ...with_ }).map(({ row }) => row.id);

describe("order of rows", () => {
  test("the tree's own", () => {
    expect(ids({})).toEqual(["workspace", "new", "a", "b", "old", "c", "d"]);
  });

  test("sorting keeps experiments below their baseline, the best baseline first, missing values last", () => {
    expect(ids({ sort: { column: acc, descending: true } })).toEqual([
      "workspace",
      "old",
      "c",
      "d",
      "new",
      "a",
      "b",
    ]);
    expect(ids({ sort: { column: acc, descending: false } })).toEqual([
      "workspace",
      "old",
      "d",
      "c",
      "new",
      "a",
      "b",
    ]);
  });

  test("names sort as people count", () => {
    const rows = ["run-10", "run-9"].map((id) => experiment(id, "new", ["1"]));
    const counted = readSnapshot({ ...snapshot, rows: [experiment("new", undefined, []), ...rows] });
    const sorted = shownRows(counted, { ...wanted, sort: { column: "name", descending: false } });
    expect(sorted.map(({ row }) => row.id)).toEqual(["new", "run-9", "run-10"]);
  });

  test("a filter keeps the baseline above what it finds, and unfolds it", () => {
    expect(ids({ filter: "lr=0.01", collapsed: ["new"] })).toEqual(["new", "b"]);
    expect(ids({ filter: "finished ACC=0.9" })).toEqual(["old", "c"]);
    expect(ids({ filter: "nothing" })).toEqual([]);
  });

  test("folding hides the experiments", () => {
    expect(ids({ collapsed: ["new"] })).toEqual(["workspace", "new", "old", "c", "d"]);
  });
});

describe("columns", () => {
  const choices = { onlyChanged: false, hidden: [], widths: {} };

  test("metrics come before parameters", () => {
    expect(shownColumns(model, choices).map(({ id }) => id)).toEqual([acc, lr, seed]);
  });

  test("changed ones differ between rows that have a value of their file", () => {
    expect([...changedColumns(model)].toSorted()).toEqual([acc, lr]);
  });

  test("hidden ones are left out, chosen widths are kept", () => {
    const shown = shownColumns(model, { ...choices, hidden: [lr], widths: { [acc]: 321 } });
    expect(shown.map(({ id, width }) => [id, width])).toMatchObject([
      [acc, 321],
      [seed, expect.any(Number)],
    ]);
  });

  test("stand side by side, with one heading for neighbours of a file", () => {
    const placed = placeColumns(
      shownColumns(model, { ...choices, widths: { [acc]: 100, [lr]: 50, [seed]: 60 } }),
      200,
    );
    expect(placed.map(({ left }) => left)).toEqual([200, 300, 350]);
    expect(placeGroups(placed)).toEqual([
      { name: "m.json", first: 1, left: 200, width: 100 },
      { name: "p.yaml", first: 2, left: 300, width: 110 },
    ]);
  });

  const factsOf = (...texts: readonly string[]) => {
    const rows = texts.map((text): Row => {
      const value = Number(text);
      const cell = Number.isNaN(value) ? { text } : number(text);
      return { id: text, name: text, state: "success", cells: { c: cell } };
    });
    return cellFacts("c", rows, true);
  };

  test.each([
    [["0.912345678", "0.5"], 5],
    [["12.3456789", "0.25"], 3],
    [["0.5", "0.25"], 2],
    [["1", "2"], undefined],
    [["0.9123456", "0.0000012345"], 5],
    [["0.00000012345"], 7],
    [["0.91234", "nan"], 5],
    [["0.5", "adam"], undefined],
  ])("the numbers %j have %s common decimals", (texts, decimals) => {
    expect(factsOf(...texts).decimals).toBe(decimals);
  });

  test("words for no number leave a column numeric, other words do not", () => {
    expect(factsOf("1.5", "nan", "-inf").numeric).toBe(true);
    expect(factsOf("1.5", "adam").numeric).toBe(false);
    expect(factsOf("nan").numeric).toBe(false);
  });
});

describe("texts", () => {
  test("cells", () => {
    expect(cellText(number("0.912345678"), 5)).toBe("0.91235");
    expect(cellText(number("0.0000012345"), 5)).toBe("1.23e-6");
    expect(cellText(number("0"), 5)).toBe("0.00000");
    expect(cellText(number("0.0003000000001"), undefined)).toBe("0.0003");
    expect(cellText(number("1.0"), undefined)).toBe("1.0");
    expect(cellText(number("123456789012"), undefined)).toBe("123456789012");
    expect(cellText({ text: "adam" }, undefined)).toBe("adam");
    expect(cellText({ text: "nan", number: null }, 3)).toBe("nan");
  });

  test.each([
    [0.04, "0.0s"],
    [9.96, "10.0s"],
    [59.9, "59s"],
    [192, "3m 12s"],
    [3725, "1h 02m"],
    [187_200, "2d 04h"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  test("times are as short as the distance allows", () => {
    const now = new Date(2025, 10, 21, 18, 0);
    const iso = (...given: readonly [number, number, number, number, number]) =>
      new Date(...given).toISOString();
    expect(timeText(iso(2025, 10, 21, 9, 5), now)).toBe("09:05");
    expect(timeText(iso(2025, 2, 3, 9, 5), now)).toBe("3 Mar 09:05");
    expect(timeText(iso(2024, 2, 3, 9, 5), now)).toBe("2024-03-03");
    expect(timeText("soon", now)).toBe("soon");
  });

  test.each([
    [0.5, "0.50000"],
    [12, "12"],
    [123.456, "123.46"],
    [0.00001234, "1.234e-5"],
    [-0.25, "-0.25000"],
  ])("the value %d is %s", (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});

describe("the best value", () => {
  test("is the highest or the lowest, and not the workspace's", () => {
    expect(bestRow(model)).toBe("c");
    expect(bestRow({ ...model, keyMetric: { column: acc, better: "lower" } })).toBe("d");
  });

  test("a single result is the best of nothing", () => {
    expect(bestRow(readSnapshot({ ...snapshot, rows: snapshot.rows.slice(0, 2) }))).toBeUndefined();
  });
});

describe("choices", () => {
  const none = readCompareState(undefined);

  test("a row keeps its colour while others come and go, and a free one is used again", () => {
    let state = toggleTick(toggleTick(toggleTick(none, "a"), "b"), "c");
    expect(state.slots).toEqual({ a: 0, b: 1, c: 2 });
    state = toggleTick(state, "a");
    expect(state.slots).toEqual({ b: 1, c: 2 });
    expect(toggleTick(state, "d").slots).toEqual({ b: 1, c: 2, d: 0 });
    expect(tickExactly(state, ["c"]).slots).toEqual({ c: 2 });
  });

  test("a heading sorts ascending, descending, and not at all", () => {
    const once = toggleSort(none, "acc");
    expect(once.sort).toEqual({ column: "acc", descending: false });
    expect(toggleSort(once, "acc").sort).toEqual({ column: "acc", descending: true });
    expect(toggleSort(toggleSort(once, "acc"), "acc")).toEqual(none);
    expect(toggleSort(once, "lr").sort).toEqual({ column: "lr", descending: false });
  });
});

describe("moves in the grid", () => {
  const shape = { rows: 10, columns: 4, page: 5 };
  test.each([
    ["ArrowUp", false, [0, 1], [-1, 1]],
    ["ArrowUp", false, [-1, 1], [-1, 1]],
    ["ArrowDown", false, [9, 1], [9, 1]],
    ["ArrowRight", false, [2, 3], [2, 3]],
    ["PageDown", false, [2, 1], [7, 1]],
    ["PageUp", false, [2, 1], [0, 1]],
    ["Home", false, [2, 3], [2, 0]],
    ["End", true, [2, 1], [9, 3]],
    ["Home", true, [5, 3], [0, 0]],
  ] as const)("%s (corner: %s) from %j goes to %j", (key, corner, [row, column], to) => {
    const next = moved(key, corner, { row, column }, shape);
    expect([next?.row, next?.column]).toEqual(to);
  });

  test("other keys move nothing", () => {
    expect(moved("a", false, { row: 0, column: 0 }, shape)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { isFromCompare, isToCompare, readCompareState } from "#protocol/compare-guards";
import { sampleSnapshot } from "../../support/compare-sample.ts";

const row = { id: "a", name: "a", state: "success", cells: { c: { text: "1.0", number: 1 } } };
const points = { type: "points", row: "a", chart: "loss", from: 3, x: [3], y: [0.5] };

describe("messages to the view", () => {
  test("whole ones pass, after a journey as JSON too", () => {
    const messages = [
      sampleSnapshot(["exp-calm-heron"]),
      { type: "rows", put: [row], gone: ["b"], order: ["a"], columns: [] },
      points,
      { type: "curves", row: "a", curves: [{ row: "a", chart: "loss", x: [1], y: [null], total: 9 }] },
      { type: "failure", message: "Git was not found." },
    ];
    for (const message of messages) expect(isToCompare(JSON.parse(JSON.stringify(message)))).toBe(true);
  });

  test("not-a-number arrives as null and passes", () => {
    const cell = { text: "nan", number: Number.NaN };
    const message = { type: "rows", put: [{ ...row, cells: { c: cell } }], gone: [] };
    expect(isToCompare(JSON.parse(JSON.stringify(message)))).toBe(true);
  });

  test.each([
    ["no message", null],
    ["a text", "snapshot"],
    ["an unknown type", { type: "toString" }],
    ["a row without cells", { type: "rows", put: [{ ...row, cells: undefined }], gone: [] }],
    ["an unknown state", { type: "rows", put: [{ ...row, state: "constructor" }], gone: [] }],
    [
      "a cell whose number is a text",
      { type: "rows", put: [{ ...row, cells: { c: { text: "1", number: "1" } } }], gone: [] },
    ],
    ["more steps than values", { ...points, x: [3, 4] }],
    ["a negative count", { ...points, from: -1 }],
    ["a step that is no number", { ...points, x: [null] }],
  ])("%s does not pass", (_, message) => {
    expect(isToCompare(message)).toBe(false);
  });
});

describe("messages to the host", () => {
  test("whole ones pass", () => {
    expect(isFromCompare({ type: "ready" })).toBe(true);
    expect(isFromCompare({ type: "tick", ids: ["a"] })).toBe(true);
    expect(isFromCompare({ type: "act", action: "stop", row: "a" })).toBe(true);
  });

  test("others do not", () => {
    expect(isFromCompare({ type: "act", action: "delete everything", row: "a" })).toBe(false);
    expect(isFromCompare({ type: "act", action: "__proto__", row: "a" })).toBe(false);
    expect(isFromCompare({ type: "tick", ids: "a" })).toBe(false);
    expect(isFromCompare({ type: "snapshot" })).toBe(false);
  });
});

describe("what an earlier view kept", () => {
  test("comes back as it was", () => {
    const kept = { ...readCompareState(undefined), ticked: ["a"], slots: { a: 2 }, smoothing: 0.6 };
    expect(readCompareState(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });

  test("an odd field gets its default and costs no other", () => {
    const read = readCompareState({ ticked: ["a"], smoothing: 7, widths: { a: "wide" }, sort: "name" });
    expect(read).toEqual({ ...readCompareState(undefined), ticked: ["a"] });
  });
});

import { expect, test } from "vitest";

import { parseOverride, printOverrideValue } from "#core/experiments/overrides";
import type { ParameterInfo } from "#core/project";
import { overrideText, typeMismatch, valuePrompt } from "../../../src/editor/commands/override-text.ts";
import { showAge, showSeconds } from "../../../src/editor/show-time.ts";
import { showMetric, showValue } from "../../../src/editor/show-value.ts";
import { runSummary } from "../../../src/editor/status/run-summary.ts";
import { describeReason, shortWhy } from "../../../src/editor/trees/stage-why.ts";
import { makeExperiment, makeTable } from "../../support/make-table.ts";
import type { Run } from "#core/project";

const parameter = (type: ParameterInfo["type"], value: ParameterInfo["value"]): ParameterInfo => ({
  file: "params.yaml",
  key: "train.lr",
  value,
  type,
  usedBy: ["train"],
});

test("values are shown as YAML writes them, whole numbers apart from floats", () => {
  expect([1n, 1, 0.5, true, null, "a"].map(showValue)).toEqual(["1", "1.0", "0.5", "true", "null", "a"]);
  expect(showValue([1n, [0.1]])).toBe("[1, [0.1]]");
  expect(showValue(new Map([["a", 1n]]))).toBe("{a: 1}");
  expect([Number.NaN, -Infinity, 1e300].map(showValue)).toEqual(["nan", "-inf", "1e+300"]);
  expect(showMetric(0.98765432)).toBe("0.98765");
});

test("durations and ages fit a narrow column", () => {
  expect([4.4, 60, 200, 7200, 7500].map(showSeconds)).toEqual([
    "4 s",
    "1 min",
    "3 min 20 s",
    "2 h",
    "2 h 5 min",
  ]);
  const now = new Date("2026-03-01T12:00:00Z");
  const ages = [
    "2026-03-01T11:59:30Z",
    "2026-03-01T11:00:00Z",
    "2026-02-27T12:00:00Z",
    "2025-12-31T00:00:00Z",
  ];
  expect(ages.map((time) => showAge(time, now))).toEqual(["just now", "1 h ago", "2 d ago", "2025-12-31"]);
});

test("an override names its file unless it is params.yaml, and the engine reads it back", () => {
  expect(overrideText(parameter("float", 0.1), "0.2,0.3")).toBe("train.lr=0.2,0.3");
  const other = { ...parameter("string", "a"), file: "conf/a.json" };
  expect(overrideText(other, "b")).toBe("conf/a.json:train.lr=b");
  expect(parseOverride(overrideText(other, printOverrideValue("x, y")))).toMatchObject({
    file: "conf/a.json",
    values: ["x, y"],
  });
});

test.each([
  ["float", "abc", "train.lr is a number, not 'abc'."],
  ["float", "1e-3", undefined],
  ["float", "0.1,0.2", undefined],
  ["float", "range(1,3)", undefined],
  ["integer", "1.5", "train.lr is a whole number, not '1.5'."],
  ["integer", "1_000", undefined],
  ["boolean", "yes", "train.lr is true or false, not 'yes'."],
  ["boolean", "True", undefined],
  ["string", "anything", undefined],
] as const)("a %s and the text %s: %s", (type, text, wanted) => {
  expect(typeMismatch(parameter(type, null), text)).toBe(wanted);
});

test("the prompt says the value, the type and how a sweep is written", () => {
  expect(valuePrompt(parameter("float", 0.02))).toBe(
    "Now 0.02. Type a number, or several values for a sweep: 0.1,0.01",
  );
});

test("the prompt says what the schema says, which decides over the type of today's value", () => {
  const described: ParameterInfo = {
    ...parameter("integer", 1n),
    facts: { types: ["number"], exclusiveMinimum: 0n, maximum: 1n, description: "How far a step goes" },
  };
  expect(valuePrompt(described)).toBe(
    "How far a step goes. Now 1. Type a number above 0 to 1, or several values for a sweep: 0.1,0.01",
  );
  const sentence = { ...described, facts: { types: ["number"], description: "How far a step goes." } };
  expect(valuePrompt(sentence)).toMatch(/^How far a step goes\. Now 1\. /);
  expect(typeMismatch(described, "0.5")).toBeUndefined();
});

test("why a stage would run again, short and long", () => {
  const param = {
    kind: "param",
    path: "params.yaml",
    key: "lr",
    change: "modified",
    from: 1n,
    to: 0.5,
  } as const;
  const data = { kind: "dep", path: "data.csv", change: "deleted" } as const;
  expect(describeReason(param)).toBe("lr changed: 1 → 0.5");
  expect(describeReason({ kind: "cmd", change: "modified" })).toBe("command changed");
  expect(shortWhy({ address: "a", state: "changed", why: [param] })).toBe("lr changed");
  expect(shortWhy({ address: "a", state: "changed", why: [data, param] })).toBe(
    "data.csv is missing and 1 more",
  );
  expect(shortWhy({ address: "a", state: "up-to-date", why: [] })).toBe("");
});

test("the status bar counts runs and shows the furthest step, or nothing", () => {
  const run = (state: Run["state"]): Run => ({
    id: state,
    state,
    directory: "",
    stages: [],
    plan: {
      version: 1,
      id: state,
      created: "",
      runner: "local",
      repository: "",
      repro: { targets: [] },
    },
  });
  const table = makeTable([
    makeExperiment("a", { state: "running", step: 12 }),
    makeExperiment("b", { step: 99 }),
  ]);
  expect(runSummary([run("running"), run("running"), run("queued")], [table])).toBe(
    "2 running, 1 queued, step 12",
  );
  expect(runSummary([run("success")], [table])).toBeUndefined();
});

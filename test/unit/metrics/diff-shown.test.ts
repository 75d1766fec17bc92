import { expect, test } from "vitest";
import { diffShown } from "#core/metrics/diff-shown";
import type { ShownFiles } from "#core/metrics/shown-file";
import { plainJson } from "#core/pipeline/python/canonical-json";
import { readValues } from "#core/pipeline/formats/read-values";

/** A file of values as text; `missing` for none. */
function shown(text: string): ShownFiles {
  if (text === "missing") return new Map();
  const { values } = readValues("f.yaml", text);
  return new Map([
    ["f", values === undefined ? { kind: "unreadable", reason: "" } : { kind: "values", values }],
  ]);
}

function diff(old: string, now: string, all = false): string[] {
  return [...diffShown(shown(old), shown(now), all)].flatMap(([, changes]) =>
    [...changes].map(([name, change]) =>
      [name, plainJson(change.old), plainJson(change.new), change.diff]
        .filter((part) => part !== undefined)
        .join(" "),
    ),
  );
}

test.each([
  ["a: 1", "a: 2", ["a 1 2 1"]],
  ["a: 1", "a: 1.0", []],
  ["a: 1", "a: true", []],
  ["a: true", "a: 3", ["a true 3 2"]],
  ["a: 1", "a: 1.5", ["a 1 1.5 0.5"]],
  ["a: .nan", "a: .nan", ["a null null NaN"]],
  ["b: 1\na: {x: 1, y: [1, 'b']}", "a: {x: 1, y: [1, 'c']}", [`a.y "[1, 'b']" "[1, 'c']"`, "b 1 null"]],
  ["missing", "a: {b: null}\nc: text", ['c null "text"']],
  ["0.5", "0.75", [" 0.5 0.75 0.25"]],
  ["[1, 2]", "[1, 3]", [" [1,2] [1,3]"]],
  ["[1]", "[3]", [" 1 3 2"]],
  ["[1]", "[[1]]", [" 1 [1]"]],
  ['\'{"a": [1], "b": [1, 2]}\'', "'{\"a\": [2]}'", ["a 1 2 1", "b [1,2] null"]],
  [".nan", "a: 1", ['a "unable to parse" 1']],
  ["0.5", "a: 1", ['a "unable to parse" 1']],
  ["a: 1", "a: [", ["a 1 null"]],
])("%j to %j", (old, now, told) => {
  expect(diff(old, now)).toEqual(told);
});

test("what did not change, when it is asked for", () => {
  expect(diff("a: 1\nb: x", "a: 1\nb: x", true)).toEqual(["a 1 1 0", 'b "x" "x"']);
});

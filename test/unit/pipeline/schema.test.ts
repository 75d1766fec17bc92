import { expect, test } from "vitest";
import { keysAt, ruleAt, shapesAt } from "#core/pipeline/schema";

test.each<[(string | number)[], string[]]>([
  [[], ["stages", "vars", "params", "metrics", "plots", "artifacts", "datasets"]],
  [["stages"], []],
  [["stages", "g", "do", "deps"], []],
  [
    ["artifacts", "m"],
    ["path", "desc", "type", "labels", "meta"],
  ],
  [
    ["plots", 0, "p.csv"],
    ["x", "y", "template", "x_label", "y_label", "title"],
  ],
  [["nonsense", "x"], []],
])("keys at %j", (path, keys) => {
  expect(Object.keys(keysAt(path))).toEqual(keys);
});

test("a stage may be a plain one or a group; inside 'do' it is plain", () => {
  expect(Object.keys(keysAt(["stages", "a"]))).toEqual(
    expect.arrayContaining(["cmd", "matrix", "foreach", "do"]),
  );
  expect(Object.keys(keysAt(["stages", "a", "do"]))).not.toContain("foreach");
});

test("plot outputs have the keys of outputs and more", () => {
  const outputs = Object.keys(keysAt(["stages", "a", "outs", 0, "x"]));
  const plots = Object.keys(keysAt(["stages", "a", "plots", 0, "x"]));
  expect(plots).toEqual(expect.arrayContaining([...outputs, "template", "header"]));
  expect(outputs).not.toContain("header");
});

test("a key says what it is for and what it takes", () => {
  expect(ruleAt(["stages", "a", "cmd"])?.description).toBe("The command to run, or a list of them.");
  expect(ruleAt(["stages", "a", "toString"])).toBeUndefined();
  expect(shapesAt(["stages", "a", "frozen"])).toEqual([{ kind: "flag" }]);
});

import { describe, expect, test } from "vitest";

import { readSeparated, tableOfValues } from "#core/metrics/data-table";
import { parseNumber } from "#core/metrics/number-text";
import type { Value } from "#core/pipeline/value";

const map = (entries: Record<string, Value>): Value => new Map(Object.entries(entries));

describe("readSeparated", () => {
  test("takes the first line as names, and the last of them as what is drawn", () => {
    expect(readSeparated("step\tloss\n1\t0.5\n2\tnan\n", "\t", true)).toEqual({
      columns: ["step", "loss"],
      rows: [
        ["1", "0.5"],
        ["2", "nan"],
      ],
      lastColumn: "loss",
    });
  });

  test("numbers the columns where there is no header", () => {
    const table = readSeparated("cat,dog\ndog,dog\n", ",", false);
    expect(table.columns).toEqual(["0", "1"]);
    expect(table.rows).toHaveLength(2);
  });

  test("reads quotes, Windows line ends, blank lines and a last line without an end", () => {
    const table = readSeparated('name,n\r\n"a, ""b""",1\r\n\r\nc,2', ",", true);
    expect(table.rows).toEqual([
      ['a, "b"', "1"],
      ["c", "2"],
    ]);
  });

  test("knows the columns of a text that is the rest of a file", () => {
    const table = readSeparated("3\t0.25\n", "\t", true, ["step", "loss"]);
    expect(table.columns).toEqual(["step", "loss"]);
    expect(table.rows).toEqual([["3", "0.25"]]);
  });
});

describe("tableOfValues", () => {
  test("finds lists of rows at any depth and lays them side by side", () => {
    const values = map({
      train: [map({ loss: 0.5, step: 1n }), map({ loss: 0.25, step: 2n })],
      deep: map({ val: [map({ acc: 1 }), map({ acc: 0.5 })] }),
    });
    expect(tableOfValues(values)).toEqual({
      columns: ["loss", "step", "acc"],
      rows: [
        ["0.5", "1", "1.0"],
        ["0.25", "2", "0.5"],
      ],
      lastColumn: "step",
    });
  });

  test("passes over lists of other things and of rows with other keys", () => {
    const values = map({ a: [1n, 2n], b: [map({ x: 1n }), map({ y: 1n })], c: [] });
    expect(tableOfValues(values)).toEqual({ columns: [], rows: [], lastColumn: undefined });
  });
});

describe("parseNumber", () => {
  test.each([
    ["0.5", 0.5],
    [" -1e-3 ", -0.001],
    ["1.", 1],
    [".5", 0.5],
    ["nan", NaN],
    ["-inf", -Infinity],
    ["Infinity", Infinity],
  ])("%s is a number", (text, number) => {
    expect(parseNumber(text)).toBe(number);
  });

  test.each(["", "cat", "0x10", "1,5", "True", "1e", "1 2", "2024-01-01"])("'%s' is none", (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });
});

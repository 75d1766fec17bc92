import { expect, test } from "vitest";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";
import { printYaml } from "#core/pipeline/yaml/print-yaml";
import { toValue } from "#core/pipeline/to-value";
import type { Value } from "#core/pipeline/value";

const long = "w".repeat(90);

/** Commands, and how dvc 3.64 prints them below `stages: {a: {cmd: …}}`. */
const printed: readonly (readonly [cmd: string, lines: readonly string[]])[] = [
  ["short", ["    cmd: short"]],
  [
    "python src/train.py --learning-rate 0.001 --epochs 20 --batch-size 16 --hidden 32 --momentum 0.9",
    [
      "    cmd: python src/train.py --learning-rate 0.001 --epochs 20 --batch-size 16 ",
      "      --hidden 32 --momentum 0.9",
    ],
  ],
  [`cat ${long} > out.txt`, ["    cmd: cat ", `      ${long}`, "      > out.txt"]],
  [long, ["    cmd: ", `      ${long}`]],
  [
    "echo 'a: b' and more words that go on and on and on until the line is much longer than eighty",
    [
      "    cmd: \"echo 'a: b' and more words that go on and on and on until the line is much",
      '      longer than eighty"',
    ],
  ],
  [
    "echo a: b and more words that go on and on and on and on until the line is much longer than eighty",
    [
      "    cmd: 'echo a: b and more words that go on and on and on and on until the line",
      "      is much longer than eighty'",
    ],
  ],
];

const below = (cmd: string): Value => new Map([["stages", new Map([["a", new Map([["cmd", cmd]])]])]]);

test.each(printed)("%s", (cmd, lines) => {
  const text = printYaml(below(cmd), 0);
  expect(text).toBe(`stages:\n  a:\n${lines.join("\n")}\n`);
  expect(toValue(parseYaml("dvc.lock", text).root)).toEqual(below(cmd));
});

test("where a break would swallow one of several blanks there is none", () => {
  const cmd = `echo some words that are not short  ${long}`;
  const text = printYaml(below(cmd), 0);
  expect(text).toContain(`    cmd: ${cmd}\n`);
  expect(toValue(parseYaml("dvc.lock", text).root)).toEqual(below(cmd));
});

test("files that are not DVC's are never folded", () => {
  expect(printYaml(new Map([["a", `b ${long}`]]))).toBe(`a: b ${long}\n`);
});

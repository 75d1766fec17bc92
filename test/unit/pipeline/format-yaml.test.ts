import { describe, expect, test } from "vitest";
import { applyBlanks, formatYaml } from "../../../src/core/pipeline/edit/format-yaml.ts";
import { parseYaml } from "../../../src/core/pipeline/yaml/parse-yaml.ts";

function format(text: string): string {
  const formatted = applyBlanks(text, formatYaml(parseYaml("", text)));
  expect(applyBlanks(formatted, formatYaml(parseYaml("", formatted)))).toBe(formatted);
  return formatted;
}

describe("formatting", () => {
  test.each([
    ["indentation of mappings", "stages:\n    a:\n        cmd: x\n", "stages:\n  a:\n    cmd: x\n"],
    ["lists in the column of their key", "a:\n- x\n-   y\n", "a:\n- x\n- y\n"],
    [
      "lists below their key",
      "a:\n      - x\n      - y:\n            z: 1\n",
      "a:\n  - x\n  - y:\n      z: 1\n",
    ],
    ["mappings in lists", "- a: 1\n  b:   2\n-  c: 3\n   d: 4\n", "- a: 1\n  b: 2\n- c: 3\n  d: 4\n"],
    ["lists in lists", "-   - a\n    - b\n", "- - a\n  - b\n"],
    ["blanks at the end of lines", "a: 1  \n   \nb: 2 \n", "a: 1\n\nb: 2\n"],
    [
      "comments with what is below them",
      "a:\n    # one\n    b: 1\n    # two\nc: 2\n",
      "a:\n  # one\n  b: 1\n  # two\nc: 2\n",
    ],
    [
      "texts of several lines as a whole",
      "a:\n    b: |\n        x\n          y  \n\n    c: 1\n",
      "a:\n  b: |\n      x\n        y  \n\n  c: 1\n",
    ],
    ["plain texts over lines", "a:\n    b: x\n        y\n", "a:\n  b: x\n      y\n"],
    ["flow collections over lines", "a:\n    b: [x,\n        y]\n", "a:\n  b: [x,\n      y]\n"],
    ["line breaks of Windows", "a:\r\n    b:  1 \r\n", "a:\r\n  b: 1\r\n"],
    ["letters of all kinds", "é🎈:\n    日本:   '🎈  ' \n", "é🎈:\n  日本: '🎈  '\n"],
    [
      "anchors, aliases and merges",
      "x:   &a\n    k: 1\ny:\n    <<: *a\n    z: *a\n",
      "x:   &a\n  k: 1\ny:\n  <<: *a\n  z: *a\n",
    ],
    [
      "items that begin below their dash",
      "a:\n  -\n      b: 1\n      c: 2\n",
      "a:\n  -\n    b: 1\n    c: 2\n",
    ],
  ])("sets %s", (_what, before, after) => {
    expect(format(before)).toBe(after);
  });

  test.each(["", "\n", "a", "a: [", "a: 1\na: 2\n", "\tb: 1\n", "? x\n: y\n"])("leaves %j alone", (text) => {
    expect(format(text)).toBe(text);
  });
});

import { describe, expect, test } from "vitest";
import { expressionsIn, matchExpressions, parsePath } from "#core/pipeline/templating/expression";
import type { MapNode, ScalarNode } from "#core/pipeline/node";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";

/** The expressions of the value of `k`, as they stand in the text. */
function expressions(text: string) {
  const root = parseYaml("f", text).root as MapNode;
  const node = root.entries.find(({ key }) => key.value === "k")?.value as ScalarNode;
  return expressionsIn(node, text).map(({ range, name, segments, closed, error }) => ({
    text: text.slice(range.start, range.end),
    name,
    segments: segments.map((segment) => text.slice(segment.range.start, segment.range.end)),
    closed,
    ...(error !== undefined && { error: error.message }),
  }));
}

describe("expressions of a scalar, with their places", () => {
  test.each([
    [
      "k: a ${b.c} ${ d[0] }\n",
      [
        ["${b.c}", "b.c", ["b", "c"]],
        ["${ d[0] }", "d.0", ["d", "0"]],
      ],
    ],
    ['k: "\\"x\\" \\u00e9 ${b}"\n', [["${b}", "b", ["b"]]]],
    ["k: 'it''s ${b}'\n", [["${b}", "b", ["b"]]]],
    [
      "k: |\n  x\n  y ${b}\n  ${c}\n",
      [
        ["${b}", "b", ["b"]],
        ["${c}", "c", ["c"]],
      ],
    ],
    [
      "k: >-\n  \\${a} ${b}\n  ${c}\n",
      [
        ["${b}", "b", ["b"]],
        ["${c}", "c", ["c"]],
      ],
    ],
    ["k: x ${b\n  .c}\n", [["${b\n  .c}", "b.c", ["${b\n  .c}", "${b\n  .c}"]]]],
  ])("%j", (text, expected) => {
    expect(expressions(text)).toEqual(
      expected.map(([written, name, segments]) => ({ text: written, name, segments, closed: true })),
    );
  });

  test.each([
    ["k: python ${tr\n", "${tr", ["tr"]],
    ["k: python ${train.\n", "${train.", ["train", ""]],
    ["k: '${a.b --x'\n", "${a.b", ["a", "b"]],
    ["k: ${\n", "${", [""]],
  ])("half-typed %j", (text, written, segments) => {
    expect(expressions(text)).toMatchObject([{ text: written, segments, closed: false }]);
  });

  test("an empty segment stands where the next name is typed", () => {
    const text = "k: ${train.}\n";
    const [expression] = expressionsIn(
      (parseYaml("f", text).root as MapNode).entries[0]?.value as ScalarNode,
      text,
    );
    expect(expression?.segments[1]?.range).toEqual({ start: 11, end: 11 });
    expect(expression?.error?.message).toBe("A name is expected after '.'.");
  });
});

test.each([
  ["", "A name is expected here."],
  [".a", "A name is expected here."],
  ["a..b", "A name is expected after '.'."],
  ["a[]", "A name is expected after '['."],
  ["a[0", "The '[' is never closed."],
  ["a]", "This ']' closes nothing."],
  ["a[0]b", "A '.' or '[' is expected after ']'."],
])("%j is refused", (text, message) => {
  expect(parsePath(text).error?.message).toBe(message);
});

test("an expression ends at its first brace and stays on one line", () => {
  const found = (text: string) => matchExpressions(text).map(({ start, end }) => text.slice(start, end));
  expect(found("${a${b}}")).toEqual(["${a${b}"]);
  expect(found("${a\n} ${b}")).toEqual(["${b}"]);
  expect(found("\\${a} $${b}")).toEqual(["${b}"]);
});

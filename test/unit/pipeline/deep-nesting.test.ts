import { expect, test } from "vitest";
import { findDeepNesting } from "#core/pipeline/yaml/deep-nesting";
import { parseYaml } from "#core/pipeline/yaml/parse-yaml";

const lines = (count: number, indent: (level: number) => number, text: string): string =>
  Array.from({ length: count }, (_, level) => `${" ".repeat(indent(level))}${text}\n`).join("");

test.each([
  ["brackets", "[".repeat(5_000) + "]".repeat(5_000), 500],
  ["brackets in the middle", `a: 1\nb: ${"[".repeat(600)}`, 508],
  ["braces", "{a: ".repeat(5_000), 2_000],
  ["dashes", `${"- ".repeat(5_000)}x`, 0],
  ["question marks", `${"? ".repeat(5_000)}x`, 0],
  ["indentation", lines(600, (level) => level, "a:"), 126_250],
])("too many levels of %s", (_, text, offset) => {
  expect(findDeepNesting(text)).toBe(offset);
  const { problems } = parseYaml("params.yaml", text);
  expect(problems).toMatchObject([{ code: "yaml/too-deep", range: { start: offset } }]);
});

test.each([
  ["many brackets one after the other", "- [a]\n".repeat(5_000)],
  ["brackets that close more than open", `a: ${"]".repeat(5_000)}`],
  ["a deep column that is not deep", `a:\n${" ".repeat(2_000)}b: 1\n`],
  ["many items", "- - - a\n".repeat(5_000)],
  ["a text with many dashes", `a: ${"- ".repeat(100)}\n`],
])("%s are no levels", (_, text) => {
  expect(findDeepNesting(text)).toBeUndefined();
});

import { expect, test } from "vitest";
import type { NamedCommand } from "../../../src/cli/command.ts";
import { parseArguments } from "../../../src/cli/parse-arguments.ts";

const command: NamedCommand = {
  name: "metrics diff",
  usage: "[REVISION...]",
  summary: "",
  options: {
    targets: { type: "string", short: "t", multiple: true, greedy: true, help: "" },
    precision: { type: "string", help: "" },
    all: { type: "boolean", help: "" },
  },
  run: async () => 0,
};

const parse = (line: string) => {
  const args = parseArguments(command, line.split(" "));
  return [args.positionals, args.texts("targets"), args.text("precision"), args.flag("all")];
};

test.each([
  ["HEAD~1 --targets a b --all", [["HEAD~1"], ["a", "b"], undefined, true]],
  ["--targets a b --precision 3 HEAD", [["HEAD"], ["a", "b"], "3", false]],
  ["-t a -t b c", [[], ["a", "b", "c"], undefined, false]],
  ["--targets=a HEAD", [["HEAD"], ["a"], undefined, false]],
  ["--targets a -- b --targets", [["b", "--targets"], ["a"], undefined, false]],
])("%s", (line, expected) => {
  expect(parse(line)).toEqual(expected);
});

test("an option that takes words and has none is refused", () => {
  expect(() => parse("--targets --all")).toThrow(/--targets/u);
});

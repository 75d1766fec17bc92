import { expect, test } from "vitest";
import { checkOverride } from "#core/check-override";
import { loadPipeline } from "#core/pipeline/load";
import { listParameters } from "#core/parameters";

const files: Readonly<Record<string, string>> = {
  "params.yaml": "train:\n  lr: 0.1\n  model: cnn\n",
  "params.schema.json":
    '{"properties": {"train": {"properties": {"lr": {"type": "number", "minimum": 0}, "model": {"enum": ["cnn", "vit"]}}}}}',
  "conf.yaml": "lr: 1\n",
};
const read = (path: string): string | undefined => files[path];

test.each([
  ["train.lr=0.5,1", undefined],
  ["train.lr=0.5,-1", "'train.lr' must be at least 0, not -1."],
  ["train.lr=high", "'train.lr' must be a number, not 'high'."],
  ["train.model=vti", "'train.model' must be one of 'cnn', 'vit', not 'vti'. Did you mean 'vit'?"],
  ["~train.model", undefined],
  ["conf.yaml:lr=high", undefined],
])("%s: %s", (text, wrong) => expect(checkOverride(text, read)).toBe(wrong));

test("an override that fits no file is refused before its value is looked at", () => {
  expect(checkOverride("train.nope=1", read)).toContain("train.nope");
});

test("parameters come with what their schema says", () => {
  const parameters = listParameters(loadPipeline([], { read }), read);
  expect(parameters.map(({ key, facts }) => [key, facts])).toEqual([
    ["train.lr", { types: ["number"], minimum: 0n }],
    ["train.model", { types: [], choices: ["cnn", "vit"] }],
  ]);
});

import { expect, test } from "vitest";
import { readRuleLevels } from "../../../src/cli/read-rule-levels.ts";

test("levels by code and by group", () => {
  expect(readRuleLevels(["dvc/dep-missing=off", "cmd/*=hint"])).toEqual({
    "dvc/dep-missing": "off",
    "cmd/*": "hint",
  });
});

test.each([
  [
    "dep-missing=off",
    "--rule takes CODE=LEVEL, such as dvc/dep-missing=off or cmd/*=hint, not 'dep-missing=off'.",
  ],
  ["dvc/cycle", "The level of a rule is one of off, hint, information, warning, error, not ''."],
  ["dvc/cycle=warn", "The level of a rule is one of off, hint, information, warning, error, not 'warn'."],
  ["dvc/cycle=eror", "not 'eror'. Did you mean 'error'?"],
])("%s is refused", (text, message) => expect(() => readRuleLevels([text])).toThrow(message));

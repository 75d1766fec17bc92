import { expect, test } from "vitest";

import { applyOverrides } from "#core/experiments/apply-overrides";
import { parseOverride } from "#core/experiments/overrides";
import { withCacheDirectory } from "#core/experiments/worktree";
import { Failure } from "#core/failure";

function apply(file: string, text: string, ...overrides: string[]): string | undefined {
  const parsed = overrides.map((each) => parseOverride(file === "params.yaml" ? each : `${file}:${each}`));
  return applyOverrides(parsed, (path) => (path === file ? text : undefined)).get(file);
}

const yaml = "lr: 0.1    # c\nm: {a: 1, l: [1,  2]}\nq: 'x'\n";

// The values are those that DVC writes; it also changes the layout, which is kept here.
test.each([
  ["lr=5", "lr: 5      # c\nm: {a: 1, l: [1,  2]}\nq: 'x'\n"],
  ["lr='0.5'", "lr: '0.5'  # c\nm: {a: 1, l: [1,  2]}\nq: 'x'\n"],
  ["m.l.0=9", "lr: 0.1    # c\nm: {a: 1, l: [9,  2]}\nq: 'x'\n"],
  ["m.a=null", "lr: 0.1    # c\nm: {a: null, l: [1,  2]}\nq: 'x'\n"],
  ["~q", "lr: 0.1    # c\nm: {a: 1, l: [1,  2]}\n"],
  ["+new=x", "lr: 0.1    # c\nm: {a: 1, l: [1,  2]}\nq: 'x'\nnew: x\n"],
])("%s keeps the rest of a YAML file", (override, expected) => {
  expect(apply("params.yaml", yaml, override)).toBe(expected);
});

test("several overrides of one file are applied one after the other", () => {
  expect(apply("params.yaml", yaml, "+n={a: 1}", "n.a=2", "++n={b: 3}")).toMatch(/a: 2/u);
});

test.each([
  ["q=1e-5", /q: 1e-05/u],
  ["++m={b:2}", /b: 2/u],
])("%s writes Python's text", (override, expected) => {
  expect(apply("params.yaml", yaml, override)).toMatch(expected);
});

test("JSON keeps its layout", () => {
  expect(apply("p.json", '{\n  "lr": 0.1,\n  "u": "é"\n}\n', "lr=1e-5")).toBe(
    '{\n  "lr": 1e-05,\n  "u": "é"\n}\n',
  );
});

test.each([
  ["params.yaml", yaml, "zz=1", 'no "zz"'],
  ["params.yaml", yaml, "m={b:2}", 'no "m.b"'],
  ["params.yaml", yaml, "+lr=3", "is in params.yaml already"],
  ["params.yaml", yaml, "~zz", "cannot be deleted"],
  ["params.yaml", "a: [1\n", "a=1", "cannot be read"],
  ["p.toml", "a = 1\n", "a=2", "only YAML and JSON"],
])("%s: %j with %s is refused", (file, text, override, part) => {
  expect(() => apply(file, text, override)).toThrow(Failure);
  expect(() => apply(file, text, override)).toThrow(part);
});

test.each([
  ["", "[cache]\n    dir = /c\n"],
  ["[core]\n    remote = x", "[core]\n    remote = x\n[cache]\n    dir = /c\n"],
  [
    "[cache]\n    type = copy\n    dir = old\n[core]\n    a = b\n",
    "[cache]\n    dir = /c\n    type = copy\n[core]\n    a = b\n",
  ],
])("the cache's folder is set in %j", (config, expected) => {
  expect(withCacheDirectory(config, "/c")).toBe(expected);
});

import { expect, test } from "vitest";
import { withoutStage } from "#core/tracking/remove-stage";

const text = [
  "# The pipeline.",
  "stages:",
  "  # First of all.",
  "  prep: # first",
  "    cmd: prep",
  "  train.v1:",
  "    cmd: [train] # both",
  "metrics:",
  "- m.json",
  "",
].join("\n");

test("one of several stages goes, and all else stays as it is", () => {
  expect(withoutStage("dvc.yaml", text, "train.v1")).toBe(
    "# The pipeline.\nstages:\n  # First of all.\n  prep: # first\n    cmd: prep\nmetrics:\n- m.json\n",
  );
});

test("with the last stage the section goes, not the others", () => {
  const one = withoutStage("dvc.yaml", text, "prep") ?? "";
  expect(withoutStage("dvc.yaml", one, "train.v1")).toBe("# The pipeline.\nmetrics:\n- m.json\n");
});

test.each([
  ["dvc.yaml", "stages:\n  a:\n    cmd: a\n"],
  ["dvc.lock", "schema: '2.0'\nstages:\n  a:\n    cmd: a\n"],
])("nothing is left of %s", (file, only) => {
  expect(withoutStage(file, only, "a")).toBeUndefined();
});

test("a stage that is not there changes nothing", () => {
  expect(withoutStage("dvc.yaml", text, "other")).toBe(text);
  expect(withoutStage("dvc.lock", "", "other")).toBe("");
});

test("a stage that others repeat by an alias cannot go", () => {
  const shared = "stages:\n  a:\n    cmd: &c run\n  b:\n    cmd: *c\n";
  expect(() => withoutStage("dvc.yaml", shared, "a")).toThrow("by an alias");
  expect(withoutStage("dvc.yaml", shared, "b")).toBe("stages:\n  a:\n    cmd: &c run\n");
});

test("stages in JSON's style", () => {
  expect(withoutStage("dvc.yaml", '{"stages": {"a": {"cmd": "a"}, "b": {"cmd": "b"}}}\n', "a")).toBe(
    '{"stages": {"b": {"cmd": "b"}}}\n',
  );
});

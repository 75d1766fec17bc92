import { describe, expect, it } from "vitest";
import { applyLevels } from "#core/pipeline/rule-levels";
import { suppress, suppressAll } from "#core/pipeline/suppression/apply-suppressions";
import { disableFixes } from "#core/pipeline/suppression/disable-fixes";
import type { Problem } from "#core/pipeline/problem";
import { applyFix, problemsOf } from "../../support/pipeline-of.ts";

/** Codes with their lines, counted from one, of what is left in a dvc.yaml. */
function left(text: string): string[] {
  return problemsOf({ "dvc.yaml": text })
    .filter(({ code }) => /^lint|interp|cycle/.test(code))
    .map(({ code, range }) => `${text.slice(0, range.start).split("\n").length} ${code}`);
}

const stage = (lines: string): string => `stages:\n  a:\n${lines}`;

describe("comments that silence a rule", () => {
  it.each([
    ["on its line", "    cmd: x ${no}  # trainyard-disable-line dvc/interp-unknown — set by CI\n"],
    ["above it", "    # trainyard-disable-next-line dvc/interp-unknown\n    cmd: x ${no}\n"],
    [
      "above it, with others between",
      "    # trainyard-disable-next-line dvc/*\n    # why\n\n    cmd: x ${no}\n",
    ],
    [
      "above a block scalar",
      "    # trainyard-disable-next-line dvc/interp-unknown: reason\n    cmd: |\n      x\n\n      y: ${no}\n",
    ],
    [
      "above text of several lines",
      "    # trainyard-disable-next-line dvc/interp-unknown\n    cmd: x\n      y ${no}\n",
    ],
    ["for the file", "    cmd: x ${no}\n# trainyard-disable-file dvc/cycle, dvc/interp-unknown\n"],
  ])("%s", (name, text) => {
    expect(left(stage(text)).filter((line) => name !== "for the file" || !line.includes("unused"))).toEqual(
      [],
    );
  });

  it.each([
    ["another rule", "    # trainyard-disable-next-line dvc/cycle\n    cmd: x ${no}\n"],
    ["another line", "    # trainyard-disable-next-line dvc/interp-unknown\n    desc: x\n    cmd: x ${no}\n"],
    ["no code", "    # trainyard-disable-next-line\n    cmd: x ${no}\n"],
    ["a longer word", "    # trainyard-disable-lines dvc/interp-unknown\n    cmd: x ${no}\n"],
  ])("not %s", (_name, text) => {
    expect(left(stage(text)).some((line) => line.includes("interp-unknown"))).toBe(true);
  });

  it("says what silences nothing, but not in a broken file, and not of what depends on the disk", () => {
    const text = stage("    cmd: x  # trainyard-disable-line dvc/cycle, dvc/dep-missing\n");
    expect(left(text)).toEqual(["3 lint/unused-suppression"]);
    expect(left(`${text}  b\n  c: 1\n`)).not.toContain("3 lint/unused-suppression");
  });

  it.each([
    ["    cmd: x  # trainyard-disable-line dvc/cycle why\n", "    cmd: x\n"],
    ["    # trainyard-disable-next-line dvc/cycle\n    cmd: x\n", "    cmd: x\n"],
    [
      "    cmd: ${no}  # trainyard-disable-line dvc/cycle, dvc/interp-unknown\n",
      "    cmd: ${no}  # trainyard-disable-line dvc/interp-unknown\n",
    ],
    [
      "    cmd: ${no}  # trainyard-disable-line dvc/interp-unknown, dvc/cycle why\n",
      "    cmd: ${no}  # trainyard-disable-line dvc/interp-unknown why\n",
    ],
  ])("takes away %j", (before, after) => {
    const files = { "dvc.yaml": stage(before) };
    const fix = problemsOf(files).find(({ code }) => code === "lint/unused-suppression")?.fixes?.[0];
    expect(fix && applyFix(files, fix)["dvc.yaml"]).toBe(stage(after));
  });
});

describe("fixes that silence", () => {
  const fixed = (file: string, text: string, at: string, which = 0): string | undefined => {
    const start = text.indexOf(at);
    const problem = { file, code: "dvc/x", range: { start, end: start + at.length } };
    const fix = disableFixes(problem, text)[which];
    return fix && applyFix({ [file]: text }, fix)[file];
  };

  it.each([
    ["a: 1\n", "a", "# trainyard-disable-next-line dvc/x\na: 1\n"],
    [stage("    cmd: x\n"), "cmd", stage("    # trainyard-disable-next-line dvc/x\n    cmd: x\n")],
    [
      stage("    cmd: |\n      a\n\n      b: c\n"),
      "c\n",
      stage("    # trainyard-disable-next-line dvc/x\n    cmd: |\n      a\n\n      b: c\n"),
    ],
    [
      stage("    cmd: a\n      b\n      c\n"),
      "c\n",
      stage("    # trainyard-disable-next-line dvc/x\n    cmd: a\n      b\n      c\n"),
    ],
    [
      stage("    deps:\n    - z\n    - y\n"),
      "y",
      stage("    deps:\n    - z\n    # trainyard-disable-next-line dvc/x\n    - y\n"),
    ],
    ["a: 1\r\nb: 2\r\n", "b", "a: 1\r\n# trainyard-disable-next-line dvc/x\r\nb: 2\r\n"],
  ])("%j", (text, at, after) => {
    expect(fixed("dvc.yaml", text, at)).toBe(after);
    expect(fixed("dvc.yaml", text, at, 1)).toContain("# trainyard-disable-file dvc/x");
    const start = after.indexOf(at, after.indexOf("dvc/x") + 5);
    const range = { start, end: start + 1 };
    const problem: Problem = { file: "dvc.yaml", code: "dvc/x", severity: "error", message: "", range };
    expect(suppress("dvc.yaml", after, [problem])).toEqual([]);
  });

  it("are not offered where there are no comments", () => {
    expect(disableFixes({ file: "p.json", code: "params/x", range: { start: 0, end: 1 } }, "{}")).toEqual([]);
  });
});

it("goes over the files that have no problems as well", () => {
  const files: Record<string, string> = { "a.yaml": "# trainyard-disable-file dvc/cycle\n", "b.yaml": "" };
  const found = suppressAll([], ["a.yaml", "b.yaml", "gone.yaml"], (path) => files[path]);
  expect(found.map(({ file, code }) => `${file} ${code}`)).toEqual(["a.yaml lint/unused-suppression"]);
});

it("gives rules the levels that the user wants", () => {
  const problems = ["dvc/cycle", "dvc/dep-missing", "yaml/tab"].map((code): Problem => ({
    file: "dvc.yaml",
    code,
    severity: "error",
    message: "",
    range: { start: 0, end: 0 },
  }));
  const levels = { "dvc/*": "hint", "dvc/cycle": "warning", "yaml/*": "off" } as const;
  expect(applyLevels(problems, levels).map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    "dvc/cycle warning",
    "dvc/dep-missing hint",
  ]);
  expect(applyLevels(problems, {})).toBe(problems);
});

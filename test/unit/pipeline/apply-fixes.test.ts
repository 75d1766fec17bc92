import { expect, test } from "vitest";
import { applyFixes } from "../../../src/core/pipeline/edit/apply-fixes.ts";
import { loadPipelineFile } from "../../../src/core/pipeline/load.ts";

/** The text of dvc.yaml after the preferred repairs. */
function fixed(text: string, params = "lr: 1\n"): string | undefined {
  const read = (path: string) => ({ "dvc.yaml": text, "params.yaml": params })[path];
  const { problems } = loadPipelineFile("dvc.yaml", { read });
  return applyFixes(problems, read).texts.get("dvc.yaml");
}

test("a misspelt key becomes the right one", () => {
  expect(fixed("stages:\n  a:\n    cmdd: x\n")).toBe("stages:\n  a:\n    cmd: x\n");
});

test("several repairs in one file keep each other's places", () => {
  expect(fixed("stages:\n  a:\n    cmd: x\n    dep: [y]\n  b:\n    cmd: z\n    out: [w]\n")).toBe(
    "stages:\n  a:\n    cmd: x\n    deps: [y]\n  b:\n    cmd: z\n    outs: [w]\n",
  );
});

test("a file without preferred repairs is left alone", () => {
  expect(fixed("stages:\n  a:\n    cmd: x\n")).toBeUndefined();
});

test("of two repairs at one place the first is made", () => {
  const range = { start: 0, end: 1 };
  const problem = (newText: string) => ({
    code: "c",
    severity: "error" as const,
    message: "",
    file: "f",
    range,
    fixes: [{ title: "", preferred: true, changes: [{ file: "f", range, newText }] }],
  });
  const { texts, count } = applyFixes([problem("1"), problem("2")], () => "ab");
  expect([texts.get("f"), count]).toEqual(["1b", 1]);
});

test("one misspelt key is one problem", () => {
  const text = "stages:\n  a:\n    cmdd: x\n";
  const { problems } = loadPipelineFile("dvc.yaml", {
    read: (path) => (path === "dvc.yaml" ? text : undefined),
  });
  expect(problems.map(({ code }) => code)).toEqual(["dvc/unknown-key"]);
});

import { expect, test } from "vitest";
import { complete } from "../../server/src/features/completion.ts";
import { contextAt } from "../support/feature-context.ts";

/** What is offered at the `|` of a file. */
function offered(path: string, text: string): string[] {
  const { context, offset } = contextAt(
    { [path]: text, "data/x.csv": "", "data/deep/y.csv": "", "dvc.yaml": "" },
    path,
  );
  return complete(context, offset).map(({ label }) => label);
}

test("a .dvc file has its own keys, those that are not there yet", () => {
  expect(offered("x.dvc", "|")).toEqual([
    "md5",
    "wdir",
    "deps",
    "outs",
    "frozen",
    "meta",
    "always_changed",
    "desc",
  ]);
  expect(offered("x.dvc", "outs:\n- path: x\nfro|\n")).toContain("frozen");
  expect(offered("x.dvc", "outs:\n- path: x\nfro|\n")).not.toContain("outs");
});

test("its outputs and dependencies have theirs", () => {
  const keys = offered("x.dvc", "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  |\n");
  expect(keys).toEqual(expect.arrayContaining(["path", "cache", "remote", "push", "desc"]));
  expect(keys).not.toContain("md5");
  expect(keys).not.toContain("size");
  expect(offered("x.dvc", "outs:\n- |")).toContain("path");
  expect(offered("x.dvc", "outs: [{path: x, |}]")).not.toContain("path");
  expect(offered("x.dvc", "outs: [{path: x, |}]")).toContain("cache");
  expect(offered("x.dvc", "deps:\n- path: y\n  |")).toContain("repo");
  expect(offered("x.dvc", "deps:\n- path: y\n  repo:\n    url: u\n    |")).toEqual([
    "rev",
    "rev_lock",
    "config",
    "remote",
  ]);
});

test("and values: flags, folders, and paths relative to its wdir", () => {
  expect(offered("x.dvc", "frozen: |")).toEqual(["true", "false"]);
  expect(offered("x.dvc", "outs:\n- cache: |")).toEqual(["true", "false"]);
  expect(offered("x.dvc", "wdir: d|")).toEqual(["data/"]);
  expect(offered("data/x.dvc", "outs:\n- path: |")).toEqual(["x.csv", "deep/"]);
  expect(offered("data/x.dvc", "wdir: deep\nouts:\n- path: |")).toEqual(["y.csv"]);
  expect(offered("x.dvc", "outs:\n- md5: |")).toEqual([]);
});

test("a dvc.lock, which tools write, has keys alone", () => {
  expect(offered("dvc.lock", "schema: '2.0'\n|")).toEqual(["stages", "datasets"]);
  expect(offered("dvc.lock", "stages:\n  a:\n    cmd: x\n    |")).toEqual(["deps", "params", "outs"]);
  expect(offered("dvc.lock", "stages:\n  a:\n    deps:\n    - path: x\n      |")).toEqual(
    expect.arrayContaining(["hash", "md5", "size"]),
  );
  expect(offered("dvc.lock", "stages:\n  a:\n    deps:\n    - path: |")).toEqual([]);
  expect(offered("dvc.lock", "stages:\n  |")).toEqual([]);
});

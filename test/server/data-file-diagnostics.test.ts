import { expect, test } from "vitest";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { contextAt, textIn } from "../support/feature-context.ts";

/** Code, marked text and tags of what is underlined in a file. */
function underlined(files: Readonly<Record<string, string>>, path: string): string[] {
  const { context } = contextAt(files, path);
  return diagnose(context).map(
    ({ code, range, tags = [] }) =>
      `${code} [${textIn(context, path, range)}]${tags.length > 0 ? " faded" : ""}`,
  );
}

test("a .dvc file is checked by itself", () => {
  const files = { "a.csv.dvc": "outs:\n- md5: 12\n  path: a.csv\n  sise: 4\n" };
  expect(underlined(files, "a.csv.dvc")).toEqual(["dvcfile/bad-hash [12]", "dvcfile/unknown-key [sise]"]);
});

test("what is stale stands in dvc.yaml and points to dvc.lock, what is left over in dvc.lock", () => {
  const files = {
    "dvc.yaml": "stages:\n  a:\n    cmd: cd src && make\n    params: [lr]\n    metrics: [m.json]\n",
    "params.yaml": "lr: 0.2\n",
    "src/x": "",
    "dvc.lock":
      "schema: '2.0'\nstages:\n  a:\n    cmd: cd src && make\n    params:\n      params.yaml:\n        lr: 0.1\n  old:\n    cmd: x\n",
  };
  expect(underlined(files, "dvc.yaml")).toEqual([
    "cmd/cd-instead-of-wdir [cd src]",
    "lock/stale-param [lr]",
    "metrics/cached-metric [m.json]",
  ]);
  const { context } = contextAt(files);
  const stale = diagnose(context).find(({ code }) => code === "lock/stale-param");
  expect(stale?.relatedInformation?.map(({ location }) => location.uri)).toEqual([
    "file:///repository/dvc.lock",
    "file:///repository/params.yaml",
  ]);
  expect(underlined(files, "dvc.lock")).toEqual(["lock/orphan [old] faded"]);
});

import { describe, expect, test } from "vitest";
import { loadPipelineFile } from "../../../src/core/pipeline/load.ts";
import { resolvedText } from "../../../src/core/pipeline/resolved-text.ts";

function load(files: Readonly<Record<string, string>>, path = "dvc.yaml") {
  return loadPipelineFile(path, { read: (file) => files[file] }).file;
}

describe("a resolved dvc.yaml", () => {
  const files = {
    "params.yaml": "lr: 0.1\nseeds: [1, 2]\n",
    "dvc.yaml":
      "vars: [{d: data}]\nstages:\n  t:\n    foreach: ${seeds}\n    do:\n      wdir: src\n      cmd: x ${lr} ${item}\n      deps: ['${d}.csv']\n      params: [lr, {o.json: [a]}, {w.yaml: }]\n      outs: [{'m-${item}': {cache: false, desc: one}}]\n      plots: [{p.csv: {x: s}}]\nartifacts:\n  best: {path: src/m-1, type: model}\nmetrics: [m.json]\n",
  };

  test("has the values and all stages", () => {
    expect(resolvedText(load(files)).split("  t@2:")[0]).toBe(
      "stages:\n  t@1:\n    wdir: src\n    cmd: x 0.1 1\n    deps:\n    - data.csv\n    params:\n    - lr\n    - o.json:\n      - a\n    - w.yaml:\n    outs:\n    - m-1:\n        cache: false\n        desc: one\n    plots:\n    - p.csv:\n        x: s\n",
    );
  });

  test("loads as the same stages", () => {
    const resolved = load({ ...files, "dvc.yaml": resolvedText(load(files)).replaceAll("@", "_") });
    const shown = ({ stages }: typeof resolved) =>
      stages.map(({ cmd, wdir, deps, outs, params }) => ({
        cmd,
        wdir,
        paths: [...deps, ...outs, ...params].map(({ path }) => path),
        flags: outs.map(({ cache, kind, desc, plot }) => ({ cache, kind, desc, plot })),
      }));
    expect(shown(resolved)).toEqual(shown(load(files)));
  });

  test("of nothing is nothing", () => {
    expect(resolvedText(load({ "dvc.yaml": "" }))).toBe("");
    expect(resolvedText(load({ "dvc.yaml": "stages:\n  a:\n    cmd: ${gone}\n" }))).toBe("");
  });
});

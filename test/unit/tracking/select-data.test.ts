import { describe, expect, test } from "vitest";
import { Failure } from "#core/failure";
import { loadPipeline } from "#core/pipeline/load";
import { selectData } from "#core/tracking/select-data";
import type { TargetRequest } from "#core/tracking/select-data";
import type { Tracked, TrackedOutput } from "#core/tracking/tracked";

const root = "/repo";
const texts = new Map([
  [
    "dvc.yaml",
    [
      "stages:",
      "  prep:",
      "    cmd: prep",
      "    deps: [raw/a.csv]",
      "    outs: [clean]",
      "  train:",
      "    foreach: [x, y]",
      "    do:",
      "      cmd: train ${item}",
      "      deps: [clean]",
      "      outs: ['model-${item}']",
    ].join("\n"),
  ],
  ["sub/dvc.yaml", "stages:\n  prep:\n    cmd: prep\n    outs: [other]\n"],
]);

function makeTracked(): Tracked {
  const pipeline = loadPipeline([...texts.keys()], { read: (path) => texts.get(path) });
  const flags = { cache: true, push: true, persist: false, isImported: false };
  const stages = pipeline.stages.flatMap((stage) =>
    stage.outs.map((out): TrackedOutput => ({
      path: out.path,
      file: stage.file,
      stage: stage.address,
      ...flags,
    })),
  );
  const data = ["raw", "sub/extra", "sub/deep/more"].map((path): TrackedOutput => ({
    path,
    file: `${path}.dvc`,
    ...flags,
  }));
  const files = { pipelines: [...texts.keys()], data: data.map(({ file }) => file), ignoredLocks: [] };
  return { outputs: [...stages, ...data], pipeline, sources: [], files, problems: [] };
}

function selected(targets: readonly string[], options: Partial<TargetRequest> = {}): string[] {
  const found = selectData(root, makeTracked(), { targets, cwd: root, ...options });
  return found.map(({ output, part }) => (part === undefined ? output.path : `${output.path} > ${part}`));
}

describe("which data targets name", () => {
  test.each([
    [["prep"], {}, ["clean"]],
    [["train"], {}, ["model-x", "model-y"]],
    [["train@y"], {}, ["model-y"]],
    [["dvc.yaml:train@x"], {}, ["model-x"]],
    [["dvc.yaml"], {}, ["clean", "model-x", "model-y"]],
    [["raw.dvc"], {}, ["raw"]],
    [["raw"], {}, ["raw"]],
    [["raw/"], {}, ["raw"]],
    [["./raw"], {}, ["raw"]],
    [["raw/b/c"], {}, ["raw > raw/b/c"]],
    [["raw/b/c", "raw"], {}, ["raw"]],
    [["raw/b", "raw/c", "raw/b"], {}, ["raw > raw/b", "raw > raw/c"]],
    [["prep"], { cwd: "/repo/sub" }, ["sub/other"]],
    [["extra.dvc", "../raw"], { cwd: "/repo/sub" }, ["sub/extra", "raw"]],
    [["../dvc.yaml:prep"], { cwd: "/repo/sub" }, ["clean"]],
    [["/repo/raw"], {}, ["raw"]],
    [["sub"], { recursive: true }, ["sub/other", "sub/extra", "sub/deep/more"]],
    [["train@x"], { withDeps: true }, ["raw", "clean", "model-x"]],
    [["raw"], { withDeps: true }, ["raw"]],
  ])("%j with %j", (targets, options, expected) => {
    expect(selected(targets, options)).toEqual(expected);
  });

  test("without any it is everything", () => {
    expect(selected([])).toHaveLength(7);
  });

  test.each([
    ["rav", 'did you mean "raw"?'],
    ["nothing.dvc", "There is no stage, .dvc file or tracked data"],
    ["sub", "There is no stage, .dvc file or tracked data"],
    ["dvc.lock", 'did you mean "dvc.yaml"?'],
    ["../outside", "is not in the repository"],
    ["sub/dvc.yaml:train", "There is no stage, .dvc file or tracked data"],
  ])("%s is refused", (target, words) => {
    const select = () => selected([target]);
    expect(select).toThrow(Failure);
    expect(select).toThrow(words);
  });
});

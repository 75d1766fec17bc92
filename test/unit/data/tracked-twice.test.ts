import { expect, test } from "vitest";
import { parseDvcFile } from "#core/data/dvc-file";
import { findTrackedTwice } from "#core/data/tracked-twice";
import { loadPipeline } from "#core/pipeline/load";

const dvcYaml = "stages:\n  a: {cmd: x, outs: [f, d/made, folder]}\n";

/** What is told of `.dvc` files beside one stage: by file, the paths that it tracks. */
function told(sources: Readonly<Record<string, readonly string[]>>): string[] {
  const { stages } = loadPipeline(["dvc.yaml"], {
    read: (path) => (path === "dvc.yaml" ? dvcYaml : undefined),
  });
  const files = Object.entries(sources).map(([file, paths]) =>
    parseDvcFile(file, `outs:\n${paths.map((path) => `- path: ${path}\n`).join("")}`),
  );
  return findTrackedTwice(stages, files).map(({ code, file, message }) => `${code} in ${file}: ${message}`);
}

test.each<[Readonly<Record<string, readonly string[]>>, readonly string[]]>([
  [{ "x.dvc": ["x"], "sub/f.dvc": ["f"], "made.dvc": ["made"] }, []],
  [
    { "f.dvc": ["f"] },
    [
      "dvc/duplicate-output in dvc.yaml: 'f' is an output of both 'a' and 'f.dvc': `trainyard remove` one of them.",
    ],
  ],
  [
    { "d.dvc": ["d"] },
    ["dvc/overlapping-output in dvc.yaml: 'd/made' of 'a' and 'd' of 'd.dvc' overlap: outputs must not."],
  ],
  [
    { "in.dvc": ["folder/in"] },
    [
      "dvc/overlapping-output in dvc.yaml: 'folder' of 'a' and 'folder/in' of 'in.dvc' overlap: outputs must not.",
    ],
  ],
  [
    { "one.dvc": ["x"], "two.dvc": ["x"] },
    [
      "dvc/duplicate-output in one.dvc: 'x' is an output of both 'one.dvc' and 'two.dvc': `trainyard remove` one of them.",
    ],
  ],
  [
    { "x.dvc": ["x", "x"] },
    [
      "dvc/duplicate-output in x.dvc: 'x' is an output of both 'x.dvc' and 'x.dvc': `trainyard remove` one of them.",
    ],
  ],
  // DVC does not look for `.dvc` files in outputs of stages.
  [{ "folder/in.dvc": ["in"] }, []],
])("%j", (sources, expected) => {
  expect(told(sources)).toEqual(expected);
});

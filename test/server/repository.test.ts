import { describe, expect, test } from "vitest";
import { createClientFiles } from "../../server/src/client-files.ts";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import { findPipelines, findRepositories } from "../../server/src/workspace/repository.ts";
import { createWorkspace } from "../../server/src/workspace/workspace.ts";
import { memoryFiles } from "../support/memory-files.ts";

/** A table of files below `/r`. */
function filesOf(texts: Readonly<Record<string, string>>) {
  return memoryFiles(Object.fromEntries(Object.entries(texts).map(([path, text]) => [`/r/${path}`, text])));
}

describe("pipelines are looked for", () => {
  test("everywhere but in folders of tools, and in other repositories", () => {
    const files = filesOf({
      ".dvc/config": "",
      "dvc.yaml": "",
      "a/b/dvc.yaml": "",
      "node_modules/x/dvc.yaml": "",
      "a/.venv/dvc.yaml": "",
      "inner/.dvc/config": "",
      "inner/dvc.yaml": "",
    });
    expect(findPipelines(files, "/r")).toEqual(["dvc.yaml", "a/b/dvc.yaml"]);
    expect(findRepositories(files, "/r")).toEqual(["/r", "/r/inner"]);
  });

  test("not in what Git or DVC ignores by its name or path", () => {
    const files = filesOf({
      "dvc.yaml": "",
      ".gitignore": "# data\n/data\r\nbuild/\n/a/deep/\n*.tmp\n",
      ".dvcignore": "scratch\n",
      "data/dvc.yaml": "",
      "a/data/dvc.yaml": "",
      "a/build/dvc.yaml": "",
      "a/deep/dvc.yaml": "",
      "x.tmp/dvc.yaml": "",
      "a/scratch/dvc.yaml": "",
      "b/.gitignore": "/here\n",
      "b/here/dvc.yaml": "",
      "here/dvc.yaml": "",
    });
    expect(findPipelines(files, "/r").toSorted()).toEqual([
      "a/data/dvc.yaml",
      "dvc.yaml",
      "here/dvc.yaml",
      "x.tmp/dvc.yaml",
    ]);
  });

  test("wherever an ignore file takes something back", () => {
    const files = filesOf({ ".gitignore": "data\n!data/dvc.yaml\n", "data/dvc.yaml": "" });
    expect(findPipelines(files, "/r")).toEqual(["data/dvc.yaml"]);
    const inner = filesOf({ ".gitignore": "data\n", "a/.gitignore": "!data\n", "a/data/dvc.yaml": "" });
    expect(findPipelines(inner, "/r")).toEqual(["a/data/dvc.yaml"]);
  });
});

test("a pipeline that is open counts, also where it is ignored", () => {
  const files = cacheFiles(filesOf({ ".dvc/config": "", ".gitignore": "/out\n", "out/dvc.yaml": "" }));
  const workspace = createWorkspace(files);
  workspace.setText("/r/out/dvc.yaml", "stages:\n  a:\n    cmd: x\n");
  expect(workspace.locate("/r/out/dvc.yaml").snapshot.pipeline.stages.map(({ address }) => address)).toEqual([
    "out/dvc.yaml:a",
  ]);
});

test("a client that sends its files is not asked what is in ignored folders", async () => {
  const disk = filesOf({
    ".dvc/config": "",
    ".gitignore": "/data\n",
    "dvc.yaml": "",
    ...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`data/part${index}/deep/x.csv`, ""])),
  });
  const asked: string[] = [];
  const { files, fetchMissing } = createClientFiles((request) => {
    asked.push(...request.folders);
    return Promise.resolve({
      texts: request.texts.map((path) => disk.read(path) ?? null),
      folders: request.folders.map((path) => disk.list(path)),
    });
  });
  do findPipelines(files, "/r");
  while (await fetchMissing());
  expect(asked).toEqual(["/r", "/r/data"]);
});

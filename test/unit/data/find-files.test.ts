import { afterEach, beforeEach, expect, test } from "vitest";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { findDvcFiles, type FoundFiles } from "#core/data/find-files";
import { makeRepository, type TestRepository } from "../../support/git-repository.ts";

let repository: TestRepository;

beforeEach(async () => {
  repository = await makeRepository({ "dvc.yaml": "", "z.dvc": "" });
});
afterEach(() => repository.remove());

const find = (): Promise<FoundFiles> => findDvcFiles(repository.git, openDvcIgnore(repository.root));

test("files of DVC in every folder that it looks into", async () => {
  await repository.write({
    "a/b/c/dvc.yaml": "",
    "a/data.dvc": "",
    "a/dvc.yml": "",
    "a/x.dvc/y.dvc": "",
    ".dvc/tmp/dvc.yaml": "",
    "other/.dvc/config": "",
    "other/below/dvc.yaml": "",
    ".dvcignore": "/hidden\n*.tmp.dvc\n",
    "hidden/dvc.yaml": "",
    "a/one.tmp.dvc": "",
  });
  expect(await find()).toEqual({
    pipelines: ["a/b/c/dvc.yaml", "dvc.yaml"],
    data: ["a/data.dvc", "a/x.dvc/y.dvc", "z.dvc"],
    ignoredLocks: [],
  });
});

test("not what Git ignores, also where Git tracks it", async () => {
  await repository.write({
    "out/dvc.yaml": "",
    "out/deep/x.dvc": "",
    "kept/.gitignore": "*.dvc\n!mine.dvc\n",
    "kept/mine.dvc": "",
    "kept/yours.dvc": "",
    "kept/dvc.yaml": "",
    ".gitignore": "/out/\ndvc.lock\n",
  });
  await repository.git.run(["add", "--force", "out/dvc.yaml"]);
  expect(await find()).toEqual({
    pipelines: ["dvc.yaml", "kept/dvc.yaml"],
    data: ["kept/mine.dvc", "z.dvc"],
    ignoredLocks: ["dvc.lock", "kept/dvc.lock"],
  });
});

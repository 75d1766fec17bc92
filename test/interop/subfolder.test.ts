import path from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { dvcSays, weSay } from "../support/both-statuses.ts";
import { makeRepository, type TestRepository, writeFiles } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { trainyard, trainyardJson, tryTrainyard } from "../support/trainyard.ts";

/** A repository as `dvc init --subdir` makes it: `.dvc` is below the root of the Git repository. */
let repository: TestRepository;
let project: string;

const pipeline = `
stages:
  train:
    cmd: cp data/raw model && cp params.yaml scores.yaml
    deps: [data/raw]
    params: [lr]
    outs: [model]
    metrics:
      - scores.yaml: {cache: false}
`;

beforeAll(async () => {
  repository = await makeRepository({
    "dvc.yaml": "stages:\n  other:\n    cmd: a stage of another project\n",
    "ml/.dvc/config": "",
    "ml/.dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    "ml/.dvcignore": "",
    "ml/dvc.yaml": pipeline,
    "ml/params.yaml": "lr: 1\n",
    "ml/data/raw": "1\n",
  });
  project = path.join(repository.root, "ml");
});
afterAll(() => repository.remove());

test("the pipeline of a subfolder runs, and is up to date for both tools", async () => {
  expect(await weSay(project)).toEqual(await dvcSays(project));
  await trainyard(path.join(project, "data"), "repro", "../dvc.yaml:train");
  expect(await dvcSays(project)).toEqual([]);
  expect(await dvc(project, "repro", "--dry")).not.toContain("Running");
  await repository.commit("ran");
});

test("its commits are those of the subfolder", async () => {
  await writeFiles(project, { "params.yaml": "lr: 2\n", "data/raw": "2\n" });
  expect(await weSay(project)).toEqual(await dvcSays(project));
  await dvc(project, "repro");
  expect(await weSay(project)).toEqual([]);
  for (const command of [["params", "diff"], ["metrics", "diff"], ["diff"], ["data", "status"]]) {
    const ours = await trainyardJson(project, ...command);
    expect(ours, command.join(" ")).toEqual(await dvcJson(project, ...command));
  }
  // The metrics, which Git has: the run cache put them into the cache.
  expect(await dvc(project, "gc", "--all-commits", "--dry", "--force")).toContain("Removed 2 objects");
  expect(await trainyard(project, "gc", "--all-commits", "--dry")).toContain("Would remove 2 objects");
});

test("what concerns the whole repository is refused in a sentence", async () => {
  for (const command of [
    ["exp", "run"],
    ["registry", "register", "model"],
  ]) {
    const { code, stderr } = await tryTrainyard(project, ...command);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/ need a \.dvc at the root of the Git repository/),
    ]);
  }
});

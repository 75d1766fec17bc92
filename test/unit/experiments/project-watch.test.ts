import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ProjectPart } from "#core/project";
import { entersFolder, partsOfFile, partsOfGit, watchProject } from "#core/project-watch";

import { makeDvcRepository } from "../../support/dvc-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

test.each<[string, ProjectPart[]]>([
  ["dvc.yaml", ["pipeline"]],
  ["sub/params.yaml", ["pipeline"]],
  ["data/raw.csv.dvc", ["pipeline"]],
  [".dvc/config", ["pipeline"]],
  ["dvc.lock", ["data"]],
  ["src/train.py", ["data"]],
  ["metrics.json", ["data"]],
  [".dvc/tmp/trainyard/runs/r1/events.jsonl", ["runs"]],
  [".dvc/tmp/trainyard/runs/r1/output.log", []],
  [".dvc/tmp/trainyard/worktrees/r1/live/loss.tsv", ["runs"]],
  [".dvc/tmp/trainyard/hashes.json", []],
  [".dvc/tmp/lock", []],
  ["src/__pycache__/train.pyc", []],
])("%s concerns %j", (file, parts) => {
  expect(partsOfFile(file)).toEqual(parts);
});

test.each<[string, ProjectPart[]]>([
  ["HEAD", ["experiments"]],
  ["refs/exps/24/2283/e1", ["experiments"]],
  ["refs/exps/24/2283/e1.lock", []],
  ["refs/tags/digits@v0.1.0", ["registry", "experiments"]],
  ["packed-refs", ["registry", "experiments"]],
  ["index", []],
])("Git's %s concerns %j", (file, parts) => {
  expect(partsOfGit(file)).toEqual(parts);
});

test.each([
  "node_modules",
  "web/node_modules",
  ".venv",
  "src/__pycache__",
  ".git",
  ".dvc/cache",
  ".dvc/tmp/exps",
])("%s is not entered", (folder) => {
  expect(entersFolder(folder)).toBe(false);
});

test.each([
  "src",
  "data/split",
  ".dvc",
  ".dvc/tmp/trainyard/runs/r1",
  ".dvc/tmp/trainyard/worktrees/r1/live",
])("%s is entered", (folder) => {
  expect(entersFolder(folder)).toBe(true);
});

describe("a watched repository", () => {
  let repository: TestRepository;
  let watcher: { dispose(): void };
  let told: ReadonlySet<ProjectPart>[];

  beforeAll(async () => {
    repository = await makeDvcRepository({ "dvc.yaml": "stages: {}\n", "src/a.py": "" });
    await mkdir(path.join(repository.root, "node_modules"));
    told = [];
    watcher = watchProject(repository.git, (parts) => told.push(parts));
    await setTimeout(500);
  });

  afterAll(async () => {
    watcher.dispose();
    await repository.remove();
  });

  const untilTold = async (work: () => Promise<unknown>): Promise<ProjectPart[]> => {
    told = [];
    await work();
    for (let waited = 0; told.length === 0 && waited < 3_000; waited += 50) await setTimeout(50);
    await setTimeout(300);
    return [...new Set(told.flatMap((parts) => [...parts]))].toSorted();
  };

  test("tells what changed, a burst at once", async () => {
    const parts = await untilTold(async () => {
      for (const name of ["a", "b", "c"]) await repository.write({ [`src/${name}.py`]: "x = 1\n" });
      await repository.write({ "dvc.yaml": "stages: {}\n# edited\n" });
    });
    expect(parts).toEqual(["data", "pipeline"]);
    expect(told).toHaveLength(1);
  });

  test("hears of folders that come later", async () => {
    await untilTold(() => repository.write({ ".dvc/tmp/trainyard/runs/r1/plan.json": "{}" }));
    const parts = await untilTold(() =>
      repository.write({ ".dvc/tmp/trainyard/runs/r1/events.jsonl": "{}" }),
    );
    expect(parts).toEqual(["runs"]);
  });

  test("hears of new references", async () => {
    const id = (await repository.run("rev-parse", "HEAD")).trim();
    expect(
      await untilTold(() => repository.run("update-ref", `refs/exps/${id.slice(0, 2)}/${id.slice(2)}/e`, id)),
    ).toEqual(["experiments"]);
  });

  test("says nothing of what is no part of the project", async () => {
    const parts = await untilTold(async () => {
      await writeFile(path.join(repository.root, "node_modules", "x.js"), "");
      await repository.run("hash-object", "-w", "dvc.yaml");
      await repository.write({ ".dvc/tmp/lock": " 1\n" });
    });
    expect(parts).toEqual([]);
  });
});

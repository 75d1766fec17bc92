import { afterAll, beforeAll, expect, test } from "vitest";

import { createRunDirectory } from "#core/runners/run-directory";

import { makeExperimentRepository } from "../../support/experiment-repository.ts";
import type { ExperimentRepository } from "../../support/experiment-repository.ts";

let repository: ExperimentRepository;
let first: string;
let second: string;

beforeAll(async () => {
  repository = await makeExperimentRepository();
  first = (await repository.run("rev-parse", "HEAD")).trim();
  await repository.runAll({ overrides: ["lr=0.5"], name: "old" });
  await repository.write({ "params.yaml": "lr: 0.2\ndepth: 3\n" });
  second = await repository.commit("Slower");
  // As a tool would make it that knows nothing of us: a commit and a reference, no note.
  const tree = (await repository.run("rev-parse", "HEAD^{tree}")).trim();
  const foreign = (await repository.run("commit-tree", tree, "-p", second, "-m", "x")).trim();
  await repository.run("update-ref", `refs/exps/${second.slice(0, 2)}/${second.slice(2)}/foreign`, foreign);
  await repository.run("update-ref", "refs/exps/exec/EXEC_HEAD", second);
  const [plan] = await repository.plan({ overrides: ["depth=9"], name: "waiting" });
  if (plan !== undefined) await createRunDirectory(plan);
});

afterAll(() => repository.remove());

test("shows commits that experiments started from, newest first, and the runs that have made none yet", async () => {
  const { workspace, baselines } = await repository.project.experiments();
  expect(workspace.params.get("params.yaml")?.get("lr")).toBe(0.2);
  expect(baselines.map(({ rev, name, subject }) => ({ rev, name, subject }))).toEqual([
    { rev: second, name: "main", subject: "Slower" },
    { rev: first, name: first.slice(0, 7), subject: "Start" },
  ]);
  const [foreign, waiting] = baselines[0]?.experiments ?? [];
  expect(foreign).toMatchObject({ name: "foreign", state: "success" });
  expect(foreign).not.toHaveProperty("runner");
  expect(waiting).toMatchObject({ name: "waiting", state: "queued", metrics: new Map() });
  expect(waiting?.params.get("params.yaml")).toEqual(
    new Map<string, unknown>([
      ["lr", 0.2],
      ["depth", 9n],
    ]),
  );
  expect(baselines[1]?.experiments).toMatchObject([
    { name: "old", runner: "local", state: "success", step: 1 },
  ]);
});

test("finds curves by an experiment's name, and nothing by a name that is none", async () => {
  const { series } = await repository.project.curves("old");
  expect(series).toMatchObject([{ file: "live/loss.tsv", field: "loss", x: [0, 1], y: [0.9, 0.8] }]);
  await expect(repository.project.curves("none-such")).rejects.toThrow("none-such");
});

test("a run that is under way holds its name", async () => {
  await expect(repository.plan({ name: "waiting" })).rejects.toThrow('an experiment "waiting"');
});

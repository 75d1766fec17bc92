import { readFile, rm } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeExperimentRepository } from "../../support/experiment-repository.ts";
import type { ExperimentRepository } from "../../support/experiment-repository.ts";

let repository: ExperimentRepository;

beforeAll(async () => {
  repository = await makeExperimentRepository();
  await repository.runAll({ overrides: ["lr=0.5,0.7"], name: "e" });
});

afterAll(() => repository.remove());

const text = (file: string) => readFile(path.join(repository.root, file), "utf8");
const git = async (...args: string[]) => (await repository.run(...args)).trimEnd();

test("applying brings the files and the outputs, moves nothing, and keeps what was not committed", async () => {
  const head = await git("rev-parse", "HEAD");
  await repository.write({ "params.yaml": "lr: 0.9 # mine\ndepth: 3\n", "notes.txt": "mine\n" });

  const applied = await repository.project.applyExperiment("e-1");

  expect(applied).toMatchObject({ name: "e-1", missing: [] });
  expect(await git("rev-parse", "HEAD")).toBe(head);
  expect(await text("params.yaml")).toContain("lr: 0.5");
  expect(await text("model.bin")).toBe("raw\n0.5\n");
  expect(await text("notes.txt")).toBe("mine\n");
  expect(await git("show", `${applied.kept}:params.yaml`)).toBe("lr: 0.9 # mine\ndepth: 3");
  expect(await git("show", `${applied.kept}:notes.txt`)).toBe("mine");
  await rm(path.join(repository.root, "notes.txt"));

  const { stages } = await repository.project.status();
  expect(stages).toMatchObject([{ address: "train", state: "up-to-date" }]);
});

test("what an experiment has already need not be kept once more", async () => {
  await repository.project.applyExperiment("e-1");
  expect(await repository.project.applyExperiment("e-2")).not.toHaveProperty("kept");
  expect(await text("model.bin")).toBe("raw\n0.7\n");
});

test("an output that only the workspace has is stored before it is replaced", async () => {
  await repository.write({ "model.bin": "by hand\n" });
  await repository.project.applyExperiment("e-1");
  expect(await text("model.bin")).toBe("raw\n0.5\n");
  // MD5 of "by hand\n".
  expect(await text(".dvc/cache/files/md5/8a/33f8f9c69a8b33b90326e7faecaa4d")).toBe("by hand\n");
});

test("the table shows both, newest first, with what they measured", async () => {
  const { baselines } = await repository.project.experiments();
  expect(baselines).toMatchObject([{ name: "main", subject: "Start" }]);
  expect(baselines[0]?.experiments.map(({ name, state, step }) => ({ name, state, step }))).toEqual([
    { name: "e-2", state: "success", step: 1 },
    { name: "e-1", state: "success", step: 1 },
  ]);
  expect(baselines[0]?.experiments[1]?.outs.get("model.bin")).toMatchObject({ size: 8 });
});

test("two revisions differ in what was changed", async () => {
  expect(await repository.project.diff("e-1", "e-2")).toEqual({
    metrics: [],
    params: [{ file: "params.yaml", key: "lr", old: 0.5, new: 0.7, diff: 0.7 - 0.5 }],
  });
  await expect(repository.project.diff("e-1", "nothing")).rejects.toThrow("nothing");
});

test("removing takes the reference and the note, and all names are checked first", async () => {
  await expect(repository.project.removeExperiments(["e-2", "nope"])).rejects.toThrow('no experiment "nope"');
  expect(await git("for-each-ref", "--format=%(refname:lstrip=4)", "refs/exps")).toBe("e-1\ne-2");
  await repository.project.removeExperiments(["e-2"]);
  expect(await git("for-each-ref", "--format=%(refname:lstrip=4)", "refs/exps")).toBe("e-1");
  expect((await git("notes", "--ref=trainyard", "list")).split("\n")).toHaveLength(1);
});

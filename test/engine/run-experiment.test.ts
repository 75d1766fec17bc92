import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Run } from "#core/runners/run";

import { makeExperimentRepository } from "../support/experiment-repository.ts";
import type { ExperimentRepository } from "../support/experiment-repository.ts";

/** A repository for the tests of one group, made once because every Git command costs. */
function useRepository(): {
  readonly get: () => ExperimentRepository;
  readonly text: (file: string) => Promise<string>;
  readonly git: (...args: string[]) => Promise<string>;
} {
  let repository: ExperimentRepository | undefined;
  const get = (): ExperimentRepository => {
    if (repository === undefined) throw new Error("The repository is made before the tests.");
    return repository;
  };
  beforeAll(async () => {
    repository = await makeExperimentRepository();
  });
  afterAll(() => repository?.remove());
  return {
    get,
    text: (file) => readFile(path.join(get().root, file), "utf8"),
    git: async (...args) => (await get().run(...args)).trimEnd(),
  };
}

describe("an experiment in a worktree", () => {
  const { get, text, git } = useRepository();
  let run: Run | undefined;
  let before: readonly string[];
  const state = async () => [
    await git("status", "--porcelain"),
    await git("rev-parse", "HEAD"),
    await git("write-tree"),
  ];

  beforeAll(async () => {
    await get().write({ "train.sh": `${await text("train.sh")}# edited\n`, "loose.txt": "loose\n" });
    await get().write({ "staged.txt": "staged\n" });
    await get().run("add", "staged.txt");
    before = await state();
    const plans = await get().plan({ overrides: ["lr=0.5"], name: "fast" });
    // What is edited after the request must not come in.
    await get().write({ "params.yaml": "lr: 0.1 # how fast\ndepth: 99\n" });
    [run] = await get().execute(plans);
    await get().write({ "params.yaml": "lr: 0.1 # how fast\ndepth: 3\n" });
  });

  test("becomes a commit on the baseline, with a reference that says so", async () => {
    const head = await git("rev-parse", "HEAD");
    expect(run).toMatchObject({ state: "success" });
    expect(await git("rev-parse", `${run?.revision}^`)).toBe(head);
    expect(run?.ref).toBe(`refs/exps/${head.slice(0, 2)}/${head.slice(2)}/fast`);
    expect(await git("rev-parse", run?.ref ?? "")).toBe(run?.revision);
  });

  test("leaves the user's files, index and HEAD alone, and no worktree behind", async () => {
    expect(await state()).toEqual(before);
    expect(await git("worktree", "list", "--porcelain")).not.toContain("/worktrees/");
    expect(await text("params.yaml")).toContain("lr: 0.1");
  });

  test("holds tracked changes, results and parameters, but neither loose nor ignored files", async () => {
    const files = await git("diff", "--name-only", "HEAD", run?.revision ?? "");
    expect(files.split("\n")).toEqual([
      "dvc.lock",
      "live/loss.tsv",
      "metrics.json",
      "params.yaml",
      "staged.txt",
      "train.sh",
    ]);
    expect(await git("show", `${run?.revision}:params.yaml`)).toBe("lr: 0.5 # how fast\ndepth: 3");
  });

  test("has DVC's message, and its own facts in a note", async () => {
    const commit = await get().run("cat-file", "commit", run?.revision ?? "");
    expect(commit).toMatch(/\n\ndvc: commit experiment [0-9a-f]{64}$/u);
    const note: unknown = JSON.parse(await git("notes", "--ref=trainyard", "show", run?.revision ?? ""));
    const stages = [{ stage: "train", action: "run" }];
    expect(note).toMatchObject({ version: 1, runner: "local", run: run?.id, stages });
  });

  test("ran with DVC's variables, on linked data, into the shared cache", async () => {
    const log = await text(path.join(".dvc/tmp/trainyard/runs", run?.id ?? "", "output.log"));
    expect(log).toContain(`fast in ${get().root}`);
    expect(log).toContain("Linked from the workspace: raw.txt");
    expect(existsSync(path.join(get().root, ".dvc/cache/files/md5"))).toBe(true);
  });

  test("cannot be made twice under one name, but replaced", async () => {
    await expect(get().plan({ name: "fast" })).rejects.toThrow('an experiment "fast"');
    const [plan] = await get().plan({ name: "fast", replace: true });
    expect(plan?.experiment).toMatchObject({ name: "fast", replace: true });
  });

  test("keeps its result under another name when somebody took the name meanwhile", async () => {
    const plans = await get().plan({ overrides: ["lr=0.6"], name: "slow" });
    await get().run("update-ref", run?.ref?.replace("fast", "slow") ?? "", run?.revision ?? "");
    const [late] = await get().execute(plans);
    expect(late).toMatchObject({ state: "success", ref: run?.ref?.replace("fast", "slow-2") });
  });
});

describe("an experiment that fails", () => {
  const { get, git } = useRepository();

  test("makes no reference, and keeps its log and what it measured", async () => {
    const [run] = await get().runAll({ overrides: ["lr=bad"], name: "broken" });
    expect(run).toMatchObject({ state: "failed" });
    expect(run?.error).toContain("exited with code 3");
    expect(await git("for-each-ref", "refs/exps")).toBe("");
    expect(await git("worktree", "list", "--porcelain")).not.toContain("/worktrees/");
    const [row] = (await get().project.experiments()).baselines[0]?.experiments ?? [];
    expect(row).toMatchObject({ name: "broken", state: "failed", step: 1 });
    expect(row?.params.get("params.yaml")?.get("lr")).toBe("bad");
    const { series } = await get().project.curves(run?.id ?? "");
    expect(series).toMatchObject([{ field: "loss", y: [0.9, 0.8] }]);
    await get().project.removeExperiments(["broken"]);
    expect(await get().project.runs()).toEqual([]);
  });
});

describe("an experiment in the workspace", () => {
  const { get, text, git } = useRepository();

  test("leaves its result as changes that are not committed, of which the next one starts", async () => {
    const [run] = await get().runAll({ overrides: ["lr=0.5"], place: "workspace" });
    expect(run).toMatchObject({ state: "success", workspace: get().root });
    expect(await text("params.yaml")).toBe("lr: 0.5 # how fast\ndepth: 3\n");
    expect(await text("model.bin")).toBe("raw\n0.5\n");
    await git("add", "--all");
    expect(await git("write-tree")).toBe(await git("rev-parse", `${run?.revision}^{tree}`));
    const [next] = await get().runAll({ overrides: ["depth=4"] });
    expect(next?.stages).toMatchObject([{ stage: "train", action: "skip" }]);
  });
});

describe("a request", () => {
  const { get } = useRepository();

  test.each([
    [{ overrides: ["rate=1"] }, 'There is no "rate" in params.yaml'],
    [{ overrides: ["+lr=1"] }, "is in params.yaml already"],
    [{ overrides: ["other.yaml:a=1"] }, "There is no file other.yaml"],
    [{ overrides: ["../x.yaml:a=1"] }, "outside of the repository"],
    [{ name: "a b" }, "a blank"],
    [{ overrides: ["lr=1,2"], place: "workspace" as const }, "A sweep cannot run in the workspace"],
  ])("%j is refused", async (request, part) => {
    await expect(get().plan(request)).rejects.toThrow(part);
  });

  test("with choices makes one run a combination, numbered and in order", async () => {
    const plans = await get().plan({ overrides: ["lr=1,2"], name: "s" });
    expect(plans.map(({ experiment }) => experiment?.name)).toEqual(["s-1", "s-2"]);
    expect(plans.map(({ experiment }) => experiment?.overrides)).toEqual([["lr=1"], ["lr=2"]]);
    expect(plans.map(({ experiment }) => experiment?.jobs)).toEqual([2, 2]);
    expect(new Set(plans.map((plan) => plan.sweep)).size).toBe(1);
    expect(plans.map((plan) => plan.created)).toEqual(plans.map((plan) => plan.created).toSorted());
  });

  test("without a name gets one that is free", async () => {
    const plans = await get().plan({ overrides: ["lr=range(30)"] });
    expect(new Set(plans.map(({ experiment }) => experiment?.name)).size).toBe(30);
  });
});

import { chmod, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson, tryDvc } from "../support/python-tools.ts";
import { stateOfRepository } from "../support/repository-state.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";
import { type SamplePipeline, samplePipelines } from "./sample-pipelines.ts";

async function makeSample({ files, executable = [] }: SamplePipeline): Promise<TestRepository> {
  const repository = await makeDvcRepository(files);
  for (const file of executable) await chmod(path.join(repository.root, file), 0o755);
  return repository;
}

interface Statuses {
  readonly stages: readonly { readonly address: string; readonly state: string }[];
}

interface Actions {
  readonly stages: readonly { readonly address: string; readonly action: string }[];
}

/** Stages that run however often they are asked. */
function restless({ settled = {} }: SamplePipeline): readonly string[] {
  return Object.keys(settled).toSorted();
}

describe.each(samplePipelines)("$about", (sample) => {
  let ours: TestRepository;
  let theirs: TestRepository;

  beforeAll(async () => {
    [ours, theirs] = [await makeSample(sample), await makeSample(sample)];
    await Promise.all([
      trainyard(ours.root, "repro", "--all-pipelines"),
      dvc(theirs.root, "repro", "--all-pipelines"),
    ]);
  });
  afterAll(() => Promise.all([ours.remove(), theirs.remove()]));

  test("our repro leaves the files, lock, ignore entries, cache and run cache of dvc's", async () => {
    expect(await stateOfRepository(ours.root)).toEqual(await stateOfRepository(theirs.root));
  });

  test("dvc finds nothing to do after our repro", async () => {
    expect(await dvcJson(ours.root, "status")).toEqual(sample.settled ?? {});
    const would = await dvc(ours.root, "repro", "--all-pipelines", "--dry");
    const running = [...would.matchAll(/^Running (?:callback )?stage '(.+)'/gm)].map(
      ([, stage = ""]) => stage,
    );
    expect(running.toSorted()).toEqual(restless(sample));
  });

  test("we find nothing to do after dvc's repro", async () => {
    const { stages } = await trainyardJson<Statuses>(theirs.root, "status");
    const open = stages.filter(({ state }) => state !== "up-to-date" && state !== "frozen");
    expect(open.map(({ address }) => address).toSorted()).toEqual(restless(sample));
    const plan = await trainyardJson<Actions>(theirs.root, "repro", "--all-pipelines", "--dry");
    const running = plan.stages.filter(({ action }) => action !== "skip" && action !== "verify");
    expect(running.map(({ address }) => address).toSorted()).toEqual(restless(sample));
  });
});

test("metrics with words in any language are recorded, where dvc takes them for binary after the run", async () => {
  const { root, remove } = await makeDvcRepository({
    "dvc.yaml":
      "stages:\n  s:\n    cmd: cp in m.json\n    deps: [in]\n    metrics:\n    - m.json: {cache: false}\n",
    in: '{"точность": 0.5}\n',
  });
  try {
    expect((await tryDvc(root, "repro")).stderr).toContain("cannot be used as metrics");
    await trainyard(root, "repro");
    expect(await dvcJson(root, "status")).toEqual({});
    expect(await dvcJson(root, "metrics", "show")).toEqual(await trainyardJson(root, "metrics", "show"));
  } finally {
    await remove();
  }
});

test("texts with rare characters are recorded so that both tools read them back", async () => {
  const edges = {
    after: "end\u00a0",
    before: "\u00a0start",
    wide: "\u3000x\u3000",
    alone: "\u00a0",
    dash: "-\u00a0x",
  };
  const breaks = {
    line: "a\u2028b",
    next: "a\u0085b",
    bell: "wo\u0007rd ".repeat(30),
    long: "wo\u2028rd ".repeat(30),
  };
  const { root, write, remove } = await makeDvcRepository({
    "dvc.yaml": "stages:\n  s:\n    cmd: echo\n    params: [{p.json: }]\n",
    "p.json": JSON.stringify({ ...edges, list: Object.values(edges) }),
  });
  const lock = () => readFile(path.join(root, "dvc.lock"), "utf8");
  try {
    await dvc(root, "repro");
    const theirs = await lock();
    await rm(path.join(root, "dvc.lock"));
    await trainyard(root, "repro");
    expect(await lock()).toBe(theirs);
    // Some of these dvc writes in a way that it does not read back itself.
    await write({ "p.json": JSON.stringify({ ...edges, ...breaks, list: Object.values(breaks) }) });
    await trainyard(root, "repro");
    expect(await dvcJson(root, "status")).toEqual({});
    expect(await trainyard(root, "status")).toContain("up to date");
  } finally {
    await remove();
  }
});

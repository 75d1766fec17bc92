import { mkdirSync, writeFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { parseTree } from "#core/data/cache/dir-object";
import { readTextSync } from "#core/data/read-text";
import { createRef, listRefs } from "#core/git/refs";
import { addWorktree } from "#core/git/worktrees";
import { add } from "#core/tracking/add";
import { gc } from "#core/tracking/gc";
import type { GcRequest } from "#core/tracking/gc";

import { makeDvcRepository } from "../support/dvc-repository.ts";
import { writeFiles } from "../support/git-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { makeRun } from "../support/make-run.ts";

let repository: TestRepository;
const work = { signal: new AbortController().signal };
const workspaceOnly: GcRequest = { scope: { workspace: true }, projects: [] };
const collect = (request: Partial<GcRequest> = {}) => gc(repository, { ...workspaceOnly, ...request }, work);

beforeEach(async () => {
  repository = await makeDvcRepository({});
});
afterEach(() => repository.remove());

/** Tracks a folder with this in it, and a file that it always has. */
async function record(content: string): Promise<void> {
  await repository.write({ "data/a.txt": content, "data/same.txt": "same" });
  await add(repository, { targets: ["data"], cwd: repository.root }, work);
}

async function objects(): Promise<readonly string[]> {
  const names = await readdir(join(repository.root, ".dvc/cache/files/md5"), { recursive: true });
  return names.filter((name) => name.length > 30).toSorted();
}

/** Records three contents and leaves the last; each has a listing and a file of its own besides the common one. */
async function recordThree(): Promise<{ readonly first: string; readonly second: string }> {
  await record("one");
  const first = await repository.commit("One");
  await record("two");
  const second = await repository.commit("Two");
  await record("three");
  await repository.commit("Three");
  expect(await objects()).toHaveLength(7);
  return { first, second };
}

/** Makes an experiment that has not ended. */
function makeExperiment(experiment: { readonly baseline: string; readonly all?: string }): Promise<string> {
  const { baseline, all } = experiment;
  return makeRun(repository.root, {
    experiment: {
      name: "bright-oak",
      baseline,
      overrides: [],
      place: "worktree",
      ...(all !== undefined && { snapshot: { tracked: all, all } }),
    },
  });
}

describe("what is kept", () => {
  test("the workspace, and not what only commits need that are not in the scope", async () => {
    const { second } = await recordThree();
    expect(await collect({ dry: true })).toMatchObject({ cache: { objects: 4 } });
    expect(await objects()).toHaveLength(7);
    expect(await collect({ scope: { revision: second } })).toMatchObject({ cache: { objects: 2 } });
    const report = await collect();
    expect(report.cache.objects).toBe(2);
    expect(report.cache.bytes).toBeGreaterThan(100);
    expect(await objects()).toHaveLength(3);
    expect(await collect()).toMatchObject({ cache: { objects: 0, bytes: 0 } });
  });

  test("what a run that waits starts from", async () => {
    const { first, second } = await recordThree();
    const tree = (await repository.run("rev-parse", `${first}^{tree}`)).trim();
    await makeExperiment({ baseline: second, all: tree });
    expect(await collect()).toMatchObject({ cache: { objects: 0 } });
  });

  test("what a worktree has that a killed run left behind", async () => {
    const { first, second } = await recordThree();
    const path = join(repository.root, ".dvc/tmp/trainyard/worktrees/x");
    const worktree = await addWorktree(repository.git, { path, commit: first });
    worktree.dispose();
    const directory = await makeExperiment({ baseline: second });
    const events = [
      { seq: 1, time: "2020-01-01T00:00:00Z", kind: "started", workspace: path },
      { seq: 2, time: "2020-01-01T00:00:00Z", kind: "finished", state: "failed" },
    ];
    await writeFiles(directory, {
      "events.jsonl": events.map((event) => `${JSON.stringify(event)}\n`).join(""),
    });
    // The baseline of a run that has ended is kept only by its scope.
    expect(await collect()).toMatchObject({ cache: { objects: 2 } });
    await rm(path, { recursive: true });
    expect(await collect()).toMatchObject({ cache: { objects: 2 } });
  });

  test("what an experiment replaced in the workspace, for 90 days", async () => {
    const { first, second } = await recordThree();
    const stamp = (days: number): string =>
      new Date(Date.now() - days * 86_400_000).toISOString().replaceAll(/[-:]|\..*/g, "");
    await createRef(repository.git, `refs/trainyard/kept/${stamp(89)}-abcdef0`, first);
    const old = `refs/trainyard/kept/${stamp(91)}-abcdef0`;
    await createRef(repository.git, old, second);
    const all = { forgotten: [old], cache: { objects: 2 } };
    expect(await collect({ dry: true })).toMatchObject(all);
    await repository.write({ "dvc.yaml": "stages: [" });
    await expect(collect()).rejects.toThrow("dvc.yaml");
    expect(await listRefs(repository.git, "refs/trainyard/")).toHaveLength(2);
    await repository.write({ "dvc.yaml": "" });
    expect(await collect()).toMatchObject(all);
    expect(await listRefs(repository.git, "refs/trainyard/")).toHaveLength(1);
  });

  test("an experiment, although its commit is on no branch", async () => {
    const { first, second } = await recordThree();
    await createRef(repository.git, `refs/exps/${first.slice(0, 2)}/${first.slice(2)}/oak`, second);
    expect(await collect({ scope: { allExperiments: true } })).toMatchObject({ cache: { objects: 2 } });
  });
});

describe("nothing is removed", () => {
  test("when the files of a folder are not known, unless that is forced", async () => {
    const { second } = await recordThree();
    const recorded = await repository.run("show", `${second}:data.dvc`);
    const listing = /md5: (\w\w)(\w+\.dir)/.exec(recorded);
    await rm(join(repository.root, `.dvc/cache/files/md5/${listing?.[1]}/${listing?.[2]}`));
    const before = await objects();
    const request = { scope: { allBranches: true, revision: second } };
    await expect(collect(request)).rejects.toThrow(
      `The listing of "data" of commit ${second.slice(0, 7)} is not in the cache`,
    );
    expect(await objects()).toEqual(before);
    expect(await collect({ ...request, force: true })).toMatchObject({ cache: { objects: 3 } });
  });

  test("when Git has lost a file of a commit, or its pipeline is broken", async () => {
    await recordThree();
    await repository.write({ "dvc.yaml": "stages: 1\n" });
    const broken = await repository.commit("Broken");
    await repository.write({ "dvc.yaml": "stages: {}\n" });
    const whole = await repository.commit("Whole");
    const scope = { allCommits: true };
    await expect(collect({ scope })).rejects.toThrow(`dvc.yaml:1 of commit ${broken.slice(0, 7)}: `);
    expect(await collect({ scope, skipFailed: true })).toMatchObject({ skipped: [broken] });
    const id = (await repository.run("rev-parse", `${whole}~2:data.dvc`)).trim();
    await repository.write({ "data.dvc": "outs: []\n" });
    await repository.commit("Untracked");
    await rm(join(repository.root, `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`), { force: true });
    repository.git.dispose();
    await expect(collect({ scope: { revision: whole } })).rejects.toThrow('Git does not have "data.dvc"');
    expect(await objects()).toHaveLength(7);
  });
});

test("an object that a run stores meanwhile stays until the next time", async () => {
  await recordThree();
  const collecting = collect();
  const fresh = join(repository.root, ".dvc/cache/files/md5/ab");
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, "0123456789abcdef0123456789abcd"), "fresh");
  await collecting;
  expect(await objects()).toContain("ab/0123456789abcdef0123456789abcd");
  await setTimeout(50);
  await collect();
  expect(await objects()).not.toContain("ab/0123456789abcdef0123456789abcd");
});

test("stopped at any moment, no listing is left whose files are gone", async () => {
  for (const content of ["one", "two", "three"]) {
    const files = Array.from({ length: 30 }, (_, index) => [`data/${index}.txt`, `${content} ${index}`]);
    await repository.write(Object.fromEntries(files));
    await record(content);
  }
  const stop = new AbortController();
  const onProgress = ({ phase, done }: { phase: string; done: number }): void => {
    if (phase === "Removing" && done >= 10) stop.abort();
  };
  const stopped = gc(repository, workspaceOnly, { signal: stop.signal, onProgress });
  await expect(stopped).rejects.toThrow("abort");
  const left = new Set((await objects()).map((name) => name.replace("/", "")));
  expect(left.size).toBeGreaterThan(33);
  for (const name of [...left].filter((each) => each.endsWith(".dir"))) {
    const file = join(repository.root, ".dvc/cache/files/md5", name.slice(0, 2), name.slice(2));
    for (const { md5 } of parseTree(name, readTextSync(file) ?? "")) expect(left).toContain(md5);
  }
  await collect();
  expect(await objects()).toHaveLength(33);
});

import { closeSync, openSync } from "node:fs";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { reproduce } from "#core/runners/local/reproduce";
import type { RemoteObjects } from "#core/runners/run-kind";
import type { ReproOptions, RunEventBody } from "#core/runners/run";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";

let repository: TestRepository;
let events: RunEventBody[];

beforeEach(async () => {
  events = [];
  repository = await makeDvcRepository({ ".gitignore": "/log\n/calls\n", in: "1\n" });
});
afterEach(() => repository.remove());

const at = (path: string): string => join(repository.root, path);
const read = (path: string): Promise<string> => readFile(at(path), "utf8");
const calls = async (): Promise<string> => (await read("calls").catch(() => "")).replaceAll("\n", " ").trim();
const write = (stages: Readonly<Record<string, string>>, file = "dvc.yaml"): Promise<void> =>
  repository.write({
    [file]: `stages:\n${Object.entries(stages)
      .map(([name, body]) => `  ${name}: ${body}\n`)
      .join("")}`,
  });

async function repro(options: Partial<ReproOptions> = {}, remote?: RemoteObjects): Promise<string> {
  const path = at("log");
  const descriptor = openSync(path, "a");
  try {
    const { stages } = await reproduce({
      root: repository.root,
      cacheDir: at(".dvc/cache"),
      repro: { targets: [], ...options },
      log: { path, descriptor },
      onEvent: (event) => events.push(event),
      commands: { add: () => {}, remove: () => {} },
      remote,
      signal: new AbortController().signal,
    });
    return stages.map(({ address, action }) => `${address} ${action}`).join(", ");
  } finally {
    closeSync(descriptor);
  }
}

describe("several at a time", () => {
  /** Each waits for the other, so that they only end when both run. */
  const meet = (own: string, other: string): string =>
    `{cmd: "echo hello from ${own}; echo > ${own}; i=0; while [ ! -e ${other} ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done; test -e ${other}", outs: [${own}]}`;

  test("stages that do not need each other run side by side, and their lines say whose they are", async () => {
    await write({
      a: meet("a.out", "b.out"),
      b: meet("b.out", "a.out"),
      c: "{cmd: cat a.out b.out > c.out, deps: [a.out, b.out], outs: [c.out]}",
    });
    expect((await repro({ jobs: 2 })).split(", ").toSorted()).toEqual(["a run", "b run", "c run"]);
    const log = await read("log");
    expect(log).toContain("[a] hello from a.out\n");
    expect(log).toContain("[b] hello from b.out\n");
    expect(await repro({ jobs: 2 })).toBe("a skip, b skip, c skip");
    expect(events.slice(0, 2).map(({ kind }) => kind)).toEqual(["stage-started", "stage-started"]);
  });

  test("after a failure nothing new begins, and what runs is recorded", async () => {
    await write({
      bad: '{cmd: "echo oops; sleep 0.2; exit 3", outs: [x]}',
      good: '{cmd: "sleep 0.6; echo 1 > y", deps: [in], outs: [y]}',
      never: "{cmd: echo 1 > z, outs: [z]}",
    });
    await expect(repro({ jobs: 2 })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/"bad".* exited with code 3.*\noops$/s),
    });
    await write({ good: '{cmd: "sleep 0.6; echo 1 > y", deps: [in], outs: [y]}' });
    expect(await repro()).toBe("good skip");
  });
});

describe("after a failure", () => {
  const stages = {
    bad: "{cmd: exit 1, outs: [b]}",
    needs: "{cmd: echo needs >> calls, deps: [b]}",
    other: "{cmd: echo other >> calls, deps: [in]}",
  };

  test("errors may be ignored", async () => {
    await write({ ...stages, needs: "{cmd: echo needs >> calls, deps: [in]}" });
    expect(await repro({ ignoreErrors: true })).toBe("needs run, other run");
    expect(await read("log")).toContain('Stage "bad" (dvc.yaml:2) failed');
  });

  test("those that need the failed stage are left out when others go on", async () => {
    await write(stages);
    await expect(repro({ keepGoing: true })).rejects.toThrow("Not run because of that: needs");
    expect(await calls()).toBe("other");
  });
});

test("what needs a changed stage is forced to run with it", async () => {
  await write({
    a: "{cmd: echo a >> calls; echo same > a.out, deps: [in], outs: [a.out]}",
    b: "{cmd: echo b >> calls; cp a.out b.out, deps: [a.out], outs: [b.out]}",
    c: "{cmd: echo c >> calls, deps: [calls]}",
  });
  await repro({ targets: ["b"] });
  await repository.write({ in: "2\n" });
  expect(await repro({ targets: ["b"] })).toBe("a run, b skip");
  await repository.write({ in: "3\n" });
  expect(await repro({ targets: ["b"], forceDownstream: true })).toBe("a run, b run");
  expect(await repro({ targets: ["b"], forceDownstream: true })).toBe("a skip, b skip");
});

test("targets may be patterns, folders and files of data", async () => {
  await write({
    one: "{cmd: echo 1 > one, outs: [one]}",
    two: "{cmd: echo 2 > two, deps: [in], outs: [two]}",
  });
  await write({ three: "{cmd: echo 3 > three, outs: [three]}" }, "sub/deep/dvc.yaml");
  expect(await repro({ targets: ["o*"], glob: true })).toBe("one run");
  expect(await repro({ targets: ["x*"], glob: true })).toBe("");
  expect(await repro({ targets: ["sub"], recursive: true })).toBe("sub/deep/dvc.yaml:three run");
  await repository.write({
    "in.dvc": "outs:\n- md5: '00000000000000000000000000000000'\n  hash: md5\n  path: in\n",
  });
  expect(await repro({ targets: ["in.dvc"] })).toBe("");
  expect(await read("in.dvc")).toContain("b026324c6904b2a9cb4b88d6d61c81d1");
  expect(await repro({ targets: ["in.dvc"], downstream: true })).toBe("two run");
  await expect(repro({ targets: ["on*"] })).rejects.toMatchObject({ kind: "target-unknown" });
});

test("the run cache may be left out", async () => {
  await write({ a: "{cmd: echo a >> calls; cp in a.out, deps: [in], outs: [a.out]}" });
  await repro();
  await rm(at("dvc.lock"));
  await rm(at("a.out"));
  expect(await repro({ noRunCache: true })).toBe("a run");
  await rm(at("dvc.lock"));
  expect(await repro()).toBe("a cached");
  expect(await calls()).toBe("a a");
});

describe("missing data", () => {
  /** A remote that has what the cache had, for tests that take it away. */
  async function moveAway(): Promise<RemoteObjects & { readonly asked: string[] }> {
    const asked: string[] = [];
    await rename(at(".dvc/cache"), at(".dvc/tmp/remote"));
    return {
      asked,
      async fetchObjects(md5s) {
        asked.push(...md5s);
        for (const md5 of md5s) {
          const name = `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
          await cp(at(`.dvc/tmp/remote/${name}`), at(`.dvc/cache/${name}`)).catch(() => undefined);
        }
      },
      fetchRuns: () => cp(at(".dvc/tmp/remote/runs"), at(".dvc/cache/runs"), { recursive: true }),
    };
  }
  const pipeline = {
    a: "{cmd: echo a >> calls; cp in a.out, deps: [in], outs: [a.out]}",
    b: "{cmd: echo b >> calls; cp a.out b.out, deps: [a.out], outs: [b.out]}",
  };

  test("is pulled where nothing else changed, with the dependencies of what runs", async () => {
    await write(pipeline);
    await repro();
    const remote = await moveAway();
    for (const file of ["a.out", "b.out"]) await rm(at(file));
    expect(await repro({ pull: true }, remote)).toBe("a skip, b skip");
    expect(await read("b.out")).toBe("1\n");
    await rm(at("a.out"));
    await rm(at(".dvc/cache/files"), { recursive: true });
    await write({
      ...pipeline,
      b: "{cmd: echo new b >> calls; cp a.out b.out, deps: [a.out], outs: [b.out]}",
    });
    expect(await repro({ targets: ["b"], singleItem: true, pull: true }, remote)).toBe("b run");
    expect(await calls()).toBe("a b new b");
  });

  test("of an earlier run comes with what is remembered of it", async () => {
    await write(pipeline);
    await repro();
    const remote = await moveAway();
    for (const file of ["a.out", "b.out", "dvc.lock"]) await rm(at(file));
    expect(await repro({ pull: true }, remote)).toBe("a cached, b cached");
    expect(await calls()).toBe("a b");
  });

  test("is no reason to run where that is allowed, unless what makes it made something else", async () => {
    await write(pipeline);
    await repro();
    await rm(at(".dvc/cache"), { recursive: true });
    for (const file of ["a.out", "b.out"]) await rm(at(file));
    expect(await repro({ allowMissing: true })).toBe("a skip, b skip");
    const lock = await read("dvc.lock");
    await writeFile(
      at("dvc.lock"),
      lock.replace(
        "outs:\n    - path: a.out\n      hash: md5\n      md5: b0",
        "outs:\n    - path: a.out\n      hash: md5\n      md5: c0",
      ),
    );
    await expect(repro({ allowMissing: true, targets: ["b"], singleItem: true })).rejects.toMatchObject({
      kind: "dependency-missing",
    });
  });
});

test("a repository that is set to another kind of lock is refused", async () => {
  await repository.write({ ".dvc/config": "[core]\n    hardlink_lock = true\n" });
  await write({ a: "{cmd: echo a >> calls, outs: [a]}" });
  await expect(repro()).rejects.toMatchObject({ kind: "hardlink-lock" });
});

import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { parseLock } from "#core/pipeline/lock/lock-file";
import { commitStages } from "#core/runners/local/commit-stages";
import { findSettled } from "#core/runners/local/find-settled";
import { makeDvcRepository } from "../../support/dvc-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

let repository: TestRepository;
beforeEach(async () => {
  repository = await makeDvcRepository({
    "dvc.yaml": "stages:\n  a:\n    cmd: cp in out\n    deps: [in]\n    params: [lr]\n    outs: [out]\n",
    in: "1",
    "params.yaml": "lr: 1\n",
  });
});
afterEach(() => repository.remove());

const signal = new AbortController().signal;
const at = (path: string): string => join(repository.root, path);
const place = () => ({ root: repository.root, cacheDir: at(".dvc/cache"), signal });
const commit = (force = false) =>
  commitStages({ ...place(), addresses: ["a"], force, noRelink: false }, (_paths, then) => then());
const isSettled = async () => (await findSettled({ ...place(), repro: { targets: [] } })) !== undefined;

test("what was made by hand is recorded when that is meant", async () => {
  await repository.write({ out: "by hand" });
  await expect(commit()).rejects.toThrow('stage "a" (');
  expect(await commit(true)).toEqual([".gitignore", "dvc.lock"]);
  expect(await isSettled()).toBe(true);
  const entry = parseLock("dvc.lock", await readFile(at("dvc.lock"), "utf8")).stages.get("a");
  expect(entry?.outs[0]?.size).toBe(7n);
  expect(await readFile(at(".gitignore"), "utf8")).toBe("/out\n");
});

test("an output that no run has made is said to be missing", async () => {
  await expect(commit(true)).rejects.toThrow('Output "out" of stage "a" does not exist');
});

test("what was not stored is stored, without force", async () => {
  await repository.write({ out: "by hand" });
  await commit(true);
  await rm(at(".dvc/cache"), { recursive: true });
  expect(await isSettled()).toBe(false);
  expect(await commit()).toEqual([]);
  expect(await isSettled()).toBe(true);
});

test("what changed since is named", async () => {
  await repository.write({ out: "by hand" });
  await commit(true);
  await repository.write({ in: "2", "params.yaml": "lr: 2\n" });
  await expect(commit()).rejects.toMatchObject({
    kind: "commit-changed",
    message: expect.stringContaining('stage "a" (in, params.yaml:lr)'),
  });
  await rm(at("out"));
  await expect(commit(true)).rejects.toMatchObject({ kind: "output-missing" });
  expect((await stat(at("dvc.lock"))).isFile()).toBe(true);
});

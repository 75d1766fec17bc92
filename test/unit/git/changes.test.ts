import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import {
  changesBetween,
  ignoredPaths,
  trackedChanges,
  trackedPaths,
  untrackedFiles,
} from "#core/git/changes";
import { openIgnoreReader } from "#core/git/ignore-reader";
import { snapshotTree } from "#core/git/snapshot";
import { test } from "../../support/git-test.ts";

test("of tracked files, against another revision, and untracked ones", async ({ repository }) => {
  const { git } = repository;
  await repository.write({ "a.txt": "changed", "new file.txt": "1", "x.log": "2", "staged *": "3" });
  await rm(join(repository.root, "sub/b.txt"));
  await repository.run("add", "staged *");
  const expected = [
    { path: "a.txt", change: "modified" },
    { path: "staged *", change: "added" },
    { path: "sub/b.txt", change: "deleted" },
  ];
  expect(await trackedChanges(git)).toEqual(expected);
  expect(await untrackedFiles(git)).toEqual(["new file.txt"]);
  const tree = await snapshotTree(git);
  expect(await changesBetween(git, "HEAD", tree)).toEqual(expected);
});

test("what is tracked and what is ignored", async ({ repository }) => {
  const { git, root } = repository;
  await mkdir(join(root, "data"));
  await repository.write({ "data/x": "1", "sub/y.log": "2" });
  expect(await trackedPaths(git, ["a.txt", "sub", "data", "gone"])).toEqual(new Set(["a.txt", "sub"]));
  expect(await ignoredPaths(git, ["data", "data/x", "new.log", "a.txt"])).toEqual(
    new Set(["data", "data/x", "new.log"]),
  );
  expect(await ignoredPaths(git, ["a.txt"])).toEqual(new Set());
});

test("what is ignored, asked in rounds, also of what is tracked or not there", async ({ repository }) => {
  const { git, root } = repository;
  await repository.write({ "sub/.gitignore": "!kept.log\n/é ü\n", "forced.log": "1" });
  await git.run(["add", "--force", "forced.log"]);
  const reader = openIgnoreReader(root);
  const rounds = [
    reader.ask(["data/", "data", "forced.log", "a.txt", "sub/"]),
    reader.ask(["sub/x.log", "sub/kept.log", "sub/é ü", "new [x]*.log", ":(top)a.txt"]),
    reader.ask([]),
  ];
  expect(await Promise.all(rounds)).toEqual([
    new Set(["data/", "forced.log"]),
    new Set(["sub/x.log", "sub/é ü", "new [x]*.log"]),
    new Set(),
  ]);
  reader.end();
  await expect(reader.ask(["a.txt"])).rejects.toThrow("closed");
});

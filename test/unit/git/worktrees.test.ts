import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { trackedChanges } from "#core/git/changes";
import { readCommit, readHead } from "#core/git/revisions";
import { commitTree, snapshotTree } from "#core/git/snapshot";
import { listFiles } from "#core/git/trees";
import { addWorktree, pruneWorktrees, removeWorktree } from "#core/git/worktrees";
import { test } from "../../support/git-test.ts";

test("a snapshot takes tracked changes and named files, and leaves the index as it was", async ({
  repository,
}) => {
  const { git, root } = repository;
  await repository.write({ "a.txt": "changed", "kept/c.txt": "1", "kept/c.log": "2", "other.txt": "3" });
  const index = await readFile(join(root, ".git/index"));
  const tree = await snapshotTree(git, { include: ["kept", "gone"] });
  expect((await listFiles(git, tree))?.map((file) => file.path)).toEqual([
    ".gitignore",
    "a.txt",
    "kept/c.txt",
    "sub/b.txt",
  ]);
  expect(await readFile(join(root, ".git/index"))).toEqual(index);
});

test("a commit keeps its message byte for byte", async ({ repository }) => {
  const { git } = repository;
  const { id, tree } = await readCommit(git, "HEAD");
  const made = await commitTree(git, { tree, parents: [id], message: "dvc: commit experiment 00ff" });
  expect(await readCommit(git, made)).toMatchObject({
    parents: [id],
    message: "dvc: commit experiment 00ff",
  });
});

test("a working tree of its own starts from a snapshot and is gone without a trace", async ({
  repository,
}) => {
  const { git, root } = repository;
  const { commit } = await readHead(git);
  await repository.write({ "a.txt": "changed" });
  const tree = await snapshotTree(git);
  const path = join(root, ".git/trees/one");
  const worktree = await addWorktree(git, { path, commit, tree });
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe("changed");
  expect(await readHead(worktree)).toEqual({ commit });
  expect(await trackedChanges(worktree)).toEqual([{ path: "a.txt", change: "modified" }]);
  await writeFile(join(path, "result.txt"), "1");
  expect((await listFiles(git, await snapshotTree(worktree, { include: ["result.txt"] })))?.length).toBe(4);
  worktree.dispose();
  await removeWorktree(git, path);
  expect(await repository.run("worktree", "list")).not.toContain("trees/one");
  await rm(path, { recursive: true, force: true });
  await pruneWorktrees(git);
  expect(await readFile(join(root, "a.txt"), "utf8")).toBe("changed");
});

test("it waits for another program that is adding one", async ({ repository }) => {
  const { git, root } = repository;
  const { commit } = await readHead(git);
  const other = await addWorktree(git, { path: join(root, ".git/trees/other"), commit });
  const half = join(root, ".git/worktrees/other/commondir");
  const whole = await readFile(half, "utf8");
  await writeFile(half, "");
  const added = addWorktree(git, { path: join(root, ".git/trees/one"), commit });
  await pause(200);
  await writeFile(half, whole);
  expect(await readHead(await added)).toEqual({ commit });
  await writeFile(half, "");
  await expect(addWorktree(git, { path: join(root, ".git/trees/two"), commit })).rejects.toMatchObject({
    kind: "worktree-half-added",
  });
  await writeFile(half, whole);
  for (const worktree of [other, await added]) worktree.dispose();
});

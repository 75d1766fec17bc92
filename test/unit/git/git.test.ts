import { chmod, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  changesBetween,
  ignoredPaths,
  trackedChanges,
  trackedPaths,
  untrackedFiles,
} from "#core/git/changes";
import { openGit } from "#core/git/git";
import { createRef, deleteRef, isValidRefName, listRefs, namesByCommit, setRef } from "#core/git/refs";
import { openIgnoreReader } from "#core/git/ignore-reader";
import { createRepository, findRepository, gitVersion, readIdentity } from "#core/git/repository";
import { findCommit, listCommits, readCommit, readHead } from "#core/git/revisions";
import { commitTree, snapshotTree } from "#core/git/snapshot";
import { createTag, listTags } from "#core/git/tags";
import { listFiles, readBlob, readTexts } from "#core/git/trees";
import { addWorktree, pruneWorktrees, removeWorktree } from "#core/git/worktrees";
import { makeRepository } from "../../support/git-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let repository: TestRepository;

beforeEach(async () => {
  repository = await makeRepository({
    "a.txt": "one\n",
    "sub/b.txt": "two\n",
    ".gitignore": "*.log\n/data/\n",
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await repository.remove();
});

describe("revisions", () => {
  test("head, and commits by every kind of name", async () => {
    const { git } = repository;
    const head = await readHead(git);
    expect(head.branch).toBe("main");
    const commit = await readCommit(git, "main");
    expect(commit).toMatchObject({
      id: head.commit,
      parents: [],
      subject: "Start",
      message: "Start\n",
      author: { name: "Ada", email: "ada@example.com" },
    });
    expect(commit.committer.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(await findCommit(git, head.commit.slice(0, 7))).toEqual(commit);
    expect(await findCommit(git, "nothing")).toBeUndefined();
    expect(await findCommit(git, "main\nmain")).toBeUndefined();
    await expect(readCommit(git, "nothing")).rejects.toMatchObject({ kind: "unknown-revision" });
    await repository.write({ "c.txt": "3" });
    await repository.commit("Second");
    expect((await listCommits(git, "HEAD", 5)).map(({ subject }) => subject)).toEqual(["Second", "Start"]);
    await repository.run("checkout", "--quiet", "--detach");
    expect(await readHead(git)).not.toHaveProperty("branch");
  });

  test("a repository without commits says so", async () => {
    const { folder, remove } = await makeTempFolder();
    const git = openGit(folder);
    await git.run(["init", "--quiet"]);
    await expect(readHead(git)).rejects.toMatchObject({ kind: "no-commits" });
    await remove();
  });
});

describe("failures with a way out", () => {
  test("no repository, no folder", async () => {
    const { folder, remove } = await makeTempFolder();
    await expect(findRepository(folder)).rejects.toMatchObject({
      kind: "not-a-repository",
      class: "environment",
    });
    await mkdir(join(folder, ".git"));
    await expect(findRepository(folder)).rejects.toMatchObject({ kind: "not-a-repository" });
    const stray = openGit(folder);
    await expect(stray.objects.read("HEAD")).rejects.toMatchObject({ kind: "not-a-repository" });
    await remove();
    await expect(findRepository(folder)).rejects.toMatchObject({ kind: "folder-missing" });
    await expect(openGit(folder).objects.read("HEAD")).rejects.toMatchObject({ kind: "folder-missing" });
    await expect(openIgnoreReader(folder).ask(["a"])).rejects.toMatchObject({ kind: "folder-missing" });
  });

  test("no Git", async () => {
    vi.stubEnv("PATH", repository.root);
    await expect(gitVersion()).rejects.toMatchObject({ kind: "git-missing", class: "environment" });
    await expect(repository.git.objects.read("HEAD")).rejects.toMatchObject({ kind: "git-missing" });
  });

  test("no identity", async () => {
    const { git, root } = repository;
    expect(await readIdentity(git)).toMatchObject({ name: "Ada", email: "ada@example.com" });
    await git.run(["config", "--unset", "user.name"]);
    await git.run(["config", "--unset", "user.email"]);
    await git.run(["config", "user.useConfigOnly", "true"]);
    vi.stubEnv("GIT_CONFIG_GLOBAL", join(root, "nothing"));
    vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
    for (const variable of ["AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"]) {
      vi.stubEnv(`GIT_${variable}`, undefined);
    }
    vi.stubEnv("EMAIL", undefined);
    await expect(readIdentity(git)).rejects.toMatchObject({ kind: "identity-missing" });
    const { tree } = await readCommit(git, "HEAD");
    await expect(commitTree(git, { tree, parents: [], message: "x" })).rejects.toMatchObject({
      kind: "identity-missing",
    });
  });

  test("another command at work", async () => {
    await writeFile(join(repository.root, ".git/index.lock"), "");
    await expect(repository.git.run(["add", "."])).rejects.toMatchObject({
      kind: "git-locked",
      message: expect.stringContaining("index.lock"),
    });
  });

  test("anything else in Git's own words, without hints", async () => {
    await expect(repository.git.run(["rm", "absent"])).rejects.toMatchObject({
      kind: "git-failed",
      message: "`git rm` failed: fatal: pathspec 'absent' did not match any files",
    });
  });
});

test("variables of a hook do not lead astray", async () => {
  vi.stubEnv("GIT_DIR", "/nonexistent");
  vi.stubEnv("GIT_INDEX_FILE", "/nonexistent/index");
  vi.stubEnv("GIT_WORK_TREE", "/");
  vi.stubEnv("LC_ALL", "de_DE.UTF-8");
  expect(await findRepository(join(repository.root, "sub"))).toBe(repository.root);
  expect(await findRepository(repository.root)).toBe(repository.root);
  expect(await trackedChanges(repository.git)).toEqual([]);
});

test("hooks stay out of our commands", async () => {
  const { git, root } = repository;
  for (const hook of ["post-checkout", "reference-transaction"]) {
    await writeFile(
      join(root, ".git/hooks", hook),
      `#!/bin/sh\necho ${hook} >> "${root}/hooks.log"\nexit 1\n`,
    );
    await chmod(join(root, ".git/hooks", hook), 0o755);
  }
  const { commit } = await readHead(git);
  await createRef(git, "refs/exps/hooked", commit);
  const worktree = await addWorktree(git, { path: join(root, "data/tree"), commit });
  expect(await readdir(root)).not.toContain("hooks.log");
  await removeWorktree(git, worktree.root);
});

test("a signal that fired ends a command with its reason", async () => {
  const reason = new Error("stopped");
  const signal = AbortSignal.abort(reason);
  await expect(repository.git.run(["status"], { signal })).rejects.toBe(reason);
  const later = new AbortController();
  setTimeout(() => later.abort(reason), 30);
  await expect(repository.git.run(["cat-file", "--batch"], { signal: later.signal })).rejects.toBe(reason);
});

describe("refs", () => {
  test("are created once, moved with care and deleted", async () => {
    const { git } = repository;
    const { commit } = await readHead(git);
    const other = await commitTree(git, {
      tree: (await readCommit(git, commit)).tree,
      parents: [commit],
      message: "Other",
    });
    const name = `refs/exps/${commit.slice(0, 2)}/${commit.slice(2)}/bold-crow`;
    await createRef(git, name, commit);
    await expect(createRef(git, name, other)).rejects.toMatchObject({ kind: "ref-exists" });
    await expect(setRef(git, name, commit, other)).rejects.toMatchObject({ kind: "ref-moved" });
    await setRef(git, name, other, commit);
    expect(await listRefs(git, "refs/exps/")).toEqual([{ name, object: other, commit: other }]);
    await expect(deleteRef(git, name, commit)).rejects.toMatchObject({ kind: "ref-moved" });
    await deleteRef(git, name, other);
    await deleteRef(git, name);
    expect(await listRefs(git, "refs/exps/")).toEqual([]);
  });

  test("names that Git refuses are refused before anything happens", async () => {
    const { git } = repository;
    const { commit } = await readHead(git);
    for (const name of [
      "refs/exps/a b",
      "refs/exps/a..b",
      "refs/exps/x.lock",
      "refs/exps//a",
      "refs/exps/a\ncreate",
    ]) {
      expect(await isValidRefName(git, name)).toBe(false);
      await expect(createRef(git, name, commit)).rejects.toMatchObject({ kind: "invalid-ref" });
    }
    expect(await isValidRefName(git, "refs/exps/löwe")).toBe(true);
  });

  test("branches and tags by commit", async () => {
    const { git } = repository;
    const { commit } = await readHead(git);
    await createTag(git, { name: "v1", commit, message: "First" });
    await createRef(git, "refs/heads/topic", commit);
    expect(await namesByCommit(git)).toEqual(new Map([[commit, ["main", "topic", "v1"]]]));
  });
});

describe("tags", () => {
  test("an annotated tag keeps its message, time and tagger; a light one is none", async () => {
    const { git } = repository;
    const { commit } = await readHead(git);
    await repository.run("tag", "light");
    await createTag(git, { name: "digits@v0.1.0", commit, message: "Registering\n\nwith a body\nof lines" });
    await createTag(git, { name: "digits#prod#1", commit, message: "# not a comment" });
    expect(await listTags(git)).toMatchObject([
      { name: "digits#prod#1", message: "# not a comment" },
      {
        name: "digits@v0.1.0",
        commit,
        tagger: "Ada",
        email: "ada@example.com",
        message: "Registering\n\nwith a body\nof lines",
      },
    ]);
    const [, tag] = await listTags(git);
    expect(Math.abs(Date.parse(tag?.time ?? "") - Date.now())).toBeLessThan(60_000);
    await expect(createTag(git, { name: "digits@v0.1.0", commit, message: "Again" })).rejects.toMatchObject({
      kind: "ref-exists",
    });
    await expect(createTag(git, { name: "a b", commit, message: "x" })).rejects.toMatchObject({
      kind: "invalid-ref",
    });
  });
});

describe("objects", () => {
  test("blobs, texts and listings of a revision", async () => {
    const { git } = repository;
    expect((await readBlob(git, "HEAD", "sub/b.txt"))?.toString()).toBe("two\n");
    expect(await readBlob(git, "HEAD", "sub")).toBeUndefined();
    expect(await readTexts(git, "HEAD", ["a.txt", "gone", "sub/b.txt"])).toEqual(
      new Map([
        ["a.txt", "one\n"],
        ["sub/b.txt", "two\n"],
      ]),
    );
    const paths = async (folder?: string) => (await listFiles(git, "HEAD", folder))?.map((file) => file.path);
    expect(await paths()).toEqual([".gitignore", "a.txt", "sub/b.txt"]);
    expect(await paths("sub")).toEqual(["b.txt"]);
    expect(await paths("gone")).toBeUndefined();
  });

  test("a listing agrees with Git about names, modes and ids", async () => {
    await repository.write({ "é/😀 x": "1", "é/ü/deep": "2", "run.sh": "3" });
    await chmod(join(repository.root, "run.sh"), 0o755);
    await repository.commit("More");
    const listed = (await listFiles(repository.git, "HEAD"))?.map(
      ({ mode, id, path }) => `${mode} blob ${id}\t${path}`,
    );
    expect(listed?.toSorted()).toEqual(
      (await repository.run("ls-tree", "-r", "-z", "HEAD")).split("\0").slice(0, -1).toSorted(),
    );
  });

  test("a thousand blobs, missing ones among them, in the order of the questions", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `many/${index}`);
    await repository.write(
      Object.fromEntries(names.map((name) => [name, `content of ${name}\n`.repeat(20)])),
    );
    await repository.commit("Many");
    const asked = names.flatMap((name) => [`HEAD:${name}`, `HEAD:${name}-not`]);
    const answers = await Promise.all(asked.map((name) => repository.git.objects.read(name)));
    expect(answers.map((answer) => answer?.content.toString().split("\n")[0])).toEqual(
      names.flatMap((name) => [`content of ${name}`, undefined]),
    );
  });

  test("a large blob, an empty one, and one of bytes", async () => {
    const { git, root } = repository;
    const large = Buffer.alloc(5_000_000, "0123456789\n");
    await writeFile(join(root, "large"), large);
    await writeFile(join(root, "empty"), "");
    await writeFile(join(root, "bytes"), Buffer.from([0, 10, 255, 10, 0]));
    await repository.commit("Blobs");
    const [a, b, c] = await Promise.all(
      ["large", "empty", "bytes"].map((name) => readBlob(git, "HEAD", name)),
    );
    expect(a?.equals(large)).toBe(true);
    expect(b).toHaveLength(0);
    expect(c).toEqual(Buffer.from([0, 10, 255, 10, 0]));
  });

  test("the reader is there again after it was disposed and after its process died", async () => {
    const { git } = repository;
    const asked = git.objects.read("HEAD");
    git.dispose();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    expect((await git.objects.read("HEAD"))?.type).toBe("commit");
    await rm(join(repository.root, ".git"), { recursive: true });
    git.dispose();
    await expect(git.objects.read("HEAD")).rejects.toMatchObject({ kind: "not-a-repository" });
    await createRepository(repository.root, { message: "Anew", fallback: { name: "A", email: "a@b.c" } });
    expect((await readCommit(git, "HEAD")).subject).toBe("Anew");
  });
});

describe("changes", () => {
  test("of tracked files, against another revision, and untracked ones", async () => {
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

  test("what is tracked and what is ignored", async () => {
    const { git, root } = repository;
    await mkdir(join(root, "data"));
    await repository.write({ "data/x": "1", "sub/y.log": "2" });
    expect(await trackedPaths(git, ["a.txt", "sub", "data", "gone"])).toEqual(new Set(["a.txt", "sub"]));
    expect(await ignoredPaths(git, ["data", "data/x", "new.log", "a.txt"])).toEqual(
      new Set(["data", "data/x", "new.log"]),
    );
    expect(await ignoredPaths(git, ["a.txt"])).toEqual(new Set());
  });

  test("what is ignored, asked in rounds, also of what is tracked or not there", async () => {
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
});

describe("snapshots and working trees", () => {
  test("a snapshot takes tracked changes and named files, and leaves the index as it was", async () => {
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

  test("a commit keeps its message byte for byte", async () => {
    const { git } = repository;
    const { id, tree } = await readCommit(git, "HEAD");
    const made = await commitTree(git, { tree, parents: [id], message: "dvc: commit experiment 00ff" });
    expect(await readCommit(git, made)).toMatchObject({
      parents: [id],
      message: "dvc: commit experiment 00ff",
    });
  });

  test("a working tree of its own starts from a snapshot and is gone without a trace", async () => {
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

  test("it waits for another program that is adding one", async () => {
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
});

test("the first commit of a folder takes the fallback identity only when there is no other", async () => {
  const { folder, remove } = await makeTempFolder();
  await writeFile(join(folder, "a"), "1");
  vi.stubEnv("GIT_CONFIG_GLOBAL", join(folder, ".git/config"));
  vi.stubEnv("GIT_CONFIG_COUNT", "1");
  vi.stubEnv("GIT_CONFIG_KEY_0", "user.useConfigOnly");
  vi.stubEnv("GIT_CONFIG_VALUE_0", "true");
  const root = await createRepository(folder, {
    message: "Start",
    fallback: { name: "Me", email: "me@x.y" },
  });
  const git = openGit(root);
  expect((await readCommit(git, "main")).author.email).toBe("me@x.y");
  git.dispose();
  await remove();
});

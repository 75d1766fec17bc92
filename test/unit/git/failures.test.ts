import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, vi } from "vitest";
import { openGit } from "#core/git/git";
import { openIgnoreReader } from "#core/git/ignore-reader";
import { findRepository, gitVersion, readIdentity } from "#core/git/repository";
import { readCommit } from "#core/git/revisions";
import { commitTree } from "#core/git/snapshot";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { test } from "../../support/git-test.ts";

afterEach(() => void vi.unstubAllEnvs());

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

  test("no Git", async ({ repository }) => {
    vi.stubEnv("PATH", repository.root);
    await expect(gitVersion()).rejects.toMatchObject({ kind: "git-missing", class: "environment" });
    await expect(repository.git.objects.read("HEAD")).rejects.toMatchObject({ kind: "git-missing" });
  });

  test("no identity", async ({ repository }) => {
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

  test("another command at work", async ({ repository }) => {
    await writeFile(join(repository.root, ".git/index.lock"), "");
    await expect(repository.git.run(["add", "."])).rejects.toMatchObject({
      kind: "git-locked",
      message: expect.stringContaining("index.lock"),
    });
  });

  test("anything else in Git's own words, without hints", async ({ repository }) => {
    await expect(repository.git.run(["rm", "absent"])).rejects.toMatchObject({
      kind: "git-failed",
      message: "`git rm` failed: fatal: pathspec 'absent' did not match any files",
    });
  });
});

test("a signal that fired ends a command with its reason", async ({ repository }) => {
  const reason = new Error("stopped");
  const signal = AbortSignal.abort(reason);
  await expect(repository.git.run(["status"], { signal })).rejects.toBe(reason);
  const later = new AbortController();
  setTimeout(() => later.abort(reason), 30);
  await expect(repository.git.run(["cat-file", "--batch"], { signal: later.signal })).rejects.toBe(reason);
});

import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, vi } from "vitest";
import { trackedChanges } from "#core/git/changes";
import { openGit } from "#core/git/git";
import { createRef } from "#core/git/refs";
import { createRepository, findRepository } from "#core/git/repository";
import { readCommit, readHead } from "#core/git/revisions";
import { addWorktree, removeWorktree } from "#core/git/worktrees";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { test } from "../../support/git-test.ts";

afterEach(() => void vi.unstubAllEnvs());

test("variables of a hook do not lead astray", async ({ repository }) => {
  vi.stubEnv("GIT_DIR", "/nonexistent");
  vi.stubEnv("GIT_INDEX_FILE", "/nonexistent/index");
  vi.stubEnv("GIT_WORK_TREE", "/");
  vi.stubEnv("LC_ALL", "de_DE.UTF-8");
  expect(await findRepository(join(repository.root, "sub"))).toBe(repository.root);
  expect(await findRepository(repository.root)).toBe(repository.root);
  expect(await trackedChanges(repository.git)).toEqual([]);
});

test("hooks stay out of our commands", async ({ repository }) => {
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

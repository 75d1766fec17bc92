import { describe, expect } from "vitest";
import { openGit } from "#core/git/git";
import { createRef, deleteRef, isValidRefName, listRefs, namesByCommit, setRef } from "#core/git/refs";
import { findCommit, listCommits, readCommit, readHead } from "#core/git/revisions";
import { commitTree } from "#core/git/snapshot";
import { createTag, listTags } from "#core/git/tags";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { test } from "../../support/git-test.ts";

describe("revisions", () => {
  test("head, and commits by every kind of name", async ({ repository }) => {
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

describe("refs", () => {
  test("are created once, moved with care and deleted", async ({ repository }) => {
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

  test("names that Git refuses are refused before anything happens", async ({ repository }) => {
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

  test("branches and tags by commit", async ({ repository }) => {
    const { git } = repository;
    const { commit } = await readHead(git);
    await createTag(git, { name: "v1", commit, message: "First" });
    await createRef(git, "refs/heads/topic", commit);
    expect(await namesByCommit(git)).toEqual(new Map([[commit, ["main", "topic", "v1"]]]));
  });
});

describe("tags", () => {
  test("an annotated tag keeps its message, time and tagger; a light one is none", async ({ repository }) => {
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

import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { addIgnoreEntries, ignoreEntry, removeIgnoreEntries } from "#core/data/git-ignore-file";
import { ignoredPaths } from "#core/git/changes";
import { makeRepository } from "../../support/git-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

let repository: TestRepository;

beforeEach(async () => {
  repository = await makeRepository({});
});
afterEach(() => repository.remove());

test("the rules of .dvcignore: last line, deeper file, own folder, case", async () => {
  await repository.write({
    ".dvcignore": "# comment\n  *.log \nbuild/\n/top\nfoo/bar\nabc/**\n!keep.log\n",
    "sub/.dvcignore": "!*.log\n/here\n",
    "nested/.dvc/config": "",
  });
  const ignore = openDvcIgnore(repository.root);
  const ignored = [
    "a.log",
    "x/a.log",
    "top",
    "foo/bar",
    "abc/x",
    "sub/here",
    ".git",
    ".dvc/tmp",
    "nested/file",
  ];
  const seen = [
    "keep.log",
    "x/keep.log",
    "A.LOG",
    "x/top",
    "x/foo/bar",
    "sub/a.log",
    "sub/x/here",
    "build",
    "nested",
  ];
  for (const path of ignored) expect([path, await ignore.ignores(path, "file")]).toEqual([path, true]);
  for (const path of seen) expect([path, await ignore.ignores(path, "file")]).toEqual([path, false]);
  expect(await ignore.ignores("build", "folder")).toBe(true);
  expect(await ignore.ignores("build/keep.log", "file")).toBe(true);
  expect(await ignore.ignores("abc", "folder")).toBe(false);
});

test("an entry of .gitignore matches its own path and nothing else", async () => {
  const names = ["plain", "a*b", "what?", "[x]", "!bang", "#hash", "end ", "back\\slash", "é", "two\nlines"];
  await mkdir(join(repository.root, "sub"));
  for (const name of names) await addIgnoreEntries(repository.root, [`sub/${name}`]);
  const ignored = await ignoredPaths(
    repository.git,
    names.flatMap((name) => [`sub/${name}`, `sub/x/${name}`]),
  );
  expect([...ignored]).toEqual(names.map((name) => `sub/${name}`));
  expect(
    await ignoredPaths(repository.git, ["sub/aXb", "sub/whatX", "sub/x", "sub/end", "sub/lines"]),
  ).toEqual(new Set());
});

test("entries are added after a missing line end, once, and leave no empty file", async () => {
  const text = () => readFile(join(repository.root, ".gitignore"), "utf8");
  await repository.write({ ".gitignore": "*.log" });
  await addIgnoreEntries(repository.root, ["model.pkl"]);
  await addIgnoreEntries(repository.root, ["model.pkl"]);
  expect(await text()).toBe("*.log\n/model.pkl\n");
  await removeIgnoreEntries(repository.root, ["model.pkl"]);
  await removeIgnoreEntries(repository.root, ["other"]);
  expect(await text()).toBe("*.log\n");
  await mkdir(join(repository.root, "data"));
  await addIgnoreEntries(repository.root, ["data/x"]);
  await removeIgnoreEntries(repository.root, ["data/x"]);
  expect(await readdir(join(repository.root, "data"))).toEqual([]);
  expect(ignoreEntry("model.pkl")).toBe("/model.pkl");
});

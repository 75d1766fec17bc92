import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { add } from "#core/tracking/add";
import { compareIndexes } from "#core/tracking/compare-indexes";
import type { DataEntry, DataIndex } from "#core/tracking/data-index";
import { dataStatus } from "#core/tracking/data-status";
import type { DataStatusRequest } from "#core/tracking/data-status";
import { diffData } from "#core/tracking/diff";
import { makeDvcRepository } from "../../support/dvc-repository.ts";
import type { TestRepository } from "../../support/git-repository.ts";

const md5 = (letter: string): string => letter.repeat(32);

/** `a.txt=x` is a file with that content, `a/` a folder that is not tracked, and `a/=x` one that is. */
function index(texts: readonly string[], unknown: readonly string[] = []): DataIndex {
  const entries = texts.map((text): DataEntry => {
    const [name = "", content] = text.split("=");
    const isFolder = name.endsWith("/");
    const object =
      content === undefined ? undefined : { md5: md5(content) + (isFolder ? ".dir" : ""), isLegacy: false };
    return { path: name.replace(/\/$/, ""), isFolder, ...(object && { object }) };
  });
  return { entries: new Map(entries.map((entry) => [entry.path, entry])), unknown: new Set(unknown) };
}

const compare = (before: DataIndex, after: DataIndex, by: "hash" | "entry" = "hash"): readonly string[] =>
  compareIndexes(before, after, by).map(
    ({ kind, old, new: now }) =>
      `${kind} ${[...new Set([old?.path, now?.path])].filter(Boolean).join(" -> ")}`,
  );

describe("comparing two sides", () => {
  test("by content: what has none is nothing, and a record without one is nothing yet", () => {
    const before = index(["d/", "d/same=a", "d/other=b", "d/gone=c", "d/never"]);
    const after = index(["d/", "d/same=a", "d/other=d", "d/never=e"]);
    expect(compare(before, after)).toEqual([
      "unchanged d",
      "unchanged d/same",
      "modified d/other",
      "deleted d/gone",
      "added d/never",
    ]);
    expect(compare(before, after, "entry")).toContain("modified d/never");
  });

  test("what went and came with the same content was renamed, in the order of the names on the way", () => {
    const before = index(["a-b/1=x", "a/1=x", "b=y"]);
    const after = index(["z/1=x", "z/2=x", "z/3=x", "b=y"]);
    expect(compare(before, after)).toEqual([
      "unchanged b",
      "renamed a/1 -> z/1",
      "renamed a-b/1 -> z/2",
      "added z/3",
    ]);
  });

  test("a record of DVC 2 is of another kind of hash", () => {
    const after = index(["f=a"]);
    const legacy: DataEntry = { path: "f", isFolder: false, object: { md5: md5("a"), isLegacy: true } };
    const before = { entries: new Map([["f", legacy]]), unknown: new Set<string>() };
    expect(compare(before, after)).toEqual(["modified f"]);
  });

  test("what is in a folder that nobody knows is unknown", () => {
    const after = index(["d/=b", "d/one=x", "e=y"]);
    expect(compare(index(["d/=a"], ["d"]), after)).toEqual(["modified d", "unknown d/one", "added e"]);
  });
});

describe("the data of a repository", () => {
  let repository: TestRepository;
  const work = { signal: new AbortController().signal };
  const status = (request: Partial<DataStatusRequest> = {}) =>
    dataStatus(repository, { targets: [], cwd: repository.root, ...request }, work);
  const diff = (from: string, to: string, ...targets: readonly string[]) =>
    diffData(repository, { from, to, targets, cwd: repository.root }, work);
  const at = (name: string): string => join(repository.root, name);

  beforeEach(async () => {
    repository = await makeDvcRepository({});
    await repository.write({ "data/a.txt": "a", "data/b.txt": "b", "one.csv": "1" });
    await add(repository, { targets: ["data", "one.csv"], cwd: repository.root }, work);
  });
  afterEach(() => repository.remove());

  test("is new before it is committed, and then unchanged", async () => {
    expect((await status()).committed.added).toEqual(["data/", "one.csv"]);
    await repository.commit("Tracked");
    expect(await status({ granular: true })).toMatchObject({
      unchanged: ["data/", "data/a.txt", "data/b.txt", "one.csv"],
      committed: { added: [] },
      uncommitted: { modified: [] },
      notInCache: [],
    });
  });

  test("differs from its record file by file, and targets narrow that down", async () => {
    await repository.commit("Tracked");
    await repository.write({ "data/c.txt": "c", "one.csv": "2", "notes.txt": "" });
    await rename(at("data/b.txt"), at("data/z.txt"));
    expect(await status({ granular: true, untracked: true })).toMatchObject({
      uncommitted: {
        added: ["data/c.txt"],
        modified: ["data/", "one.csv"],
        renamed: [{ old: "data/b.txt", new: "data/z.txt" }],
      },
      untracked: ["notes.txt"],
    });
    expect(await status({ targets: ["one.csv.dvc"] })).toMatchObject({
      uncommitted: { modified: ["one.csv"] },
    });
    expect(await status({ targets: ["c.txt"], cwd: at("data"), granular: true })).toMatchObject({
      uncommitted: { added: ["data/c.txt"], modified: [] },
    });
  });

  test("differs between revisions and the workspace", async () => {
    const first = await repository.commit("First");
    await repository.write({ "data/a.txt": "a2" });
    await add(repository, { targets: ["data"], cwd: repository.root }, work);
    const second = await repository.commit("Second");
    const changed = await diff(first, second);
    expect(changed.modified.map(({ path }) => path)).toEqual(["data/", "data/a.txt"]);
    expect(await diff(first, second, "one.csv")).toMatchObject({ modified: [] });
    await rm(at("one.csv"));
    expect(await diff("HEAD", "workspace")).toMatchObject({
      deleted: [{ path: "one.csv", hash: "c4ca4238a0b923820dcc509a6f75849b" }],
      modified: [],
    });
    await rm(at(".dvc/cache"), { recursive: true });
    expect((await diff("HEAD", "workspace")).notInCache.map(({ path }) => path)).toEqual([
      "data/",
      "one.csv",
    ]);
    expect((await status()).notInCache).toEqual(["data/", "one.csv"]);
    await expect(diff("HEAD", "workspace", "on.csv")).rejects.toThrow('did you mean "one.csv"?');
    await expect(diff("nothing", "workspace")).rejects.toThrow("nothing");
  });

  test("is not told of when a file that records it makes no sense, or the commit's does not", async () => {
    await repository.write({ "one.csv.dvc": "outs: 1\n" });
    await expect(status()).rejects.toThrow(/^one\.csv\.dvc:1: /);
    const broken = await repository.commit("Broken");
    await repository.write({ "one.csv.dvc": "outs: []\n" });
    await expect(status()).rejects.toThrow(`one.csv.dvc:1 of commit ${broken.slice(0, 7)}: `);
    await repository.write({ ".dvcignore": "*.csv.dvc\n" });
    await repository.commit("Hidden");
    expect((await status()).committed).toMatchObject({ added: [], deleted: [] });
  });
});

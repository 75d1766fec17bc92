import { afterEach, beforeEach, expect, test } from "vitest";
import { rm } from "node:fs/promises";
import path from "node:path";
import { openCache } from "#core/data/cache/cache";
import { withCachedOutputs } from "#core/experiments/cached-source";
import { folderSource } from "#core/metrics/folder-source";
import { writeFiles } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
});
afterEach(() => remove());

/** The files of `out` when these were recorded of it and those are in the workspace, with what they hold. */
async function filesOf(recorded: Record<string, string>, there: Record<string, string>): Promise<string[]> {
  const cache = openCache(path.join(folder, "cache"));
  await writeFiles(path.join(folder, "out"), recorded);
  const hash = await cache.store(path.join(folder, "out"), {});
  await rm(path.join(folder, "out"), { recursive: true });
  await writeFiles(folder, there);
  const outputs = [{ path: "out", md5: hash?.md5 ?? "" }];
  const source = withCachedOutputs(folderSource(folder), outputs, cache);
  const files = await source.list("out");
  return Promise.all(
    files.map(async (file) => `${file}: ${new TextDecoder().decode(await source.read(file))}`),
  );
}

const recorded = { "a.json": "1", "sub/b.json": "2" };

test("a folder that is not there is the recorded one", async () => {
  expect(await filesOf(recorded, {})).toEqual(["out/a.json: 1", "out/sub/b.json: 2"]);
});

test("a file that is missing from a folder is the recorded one, beside the others as they are", async () => {
  const there = { "out/a.json": "3", "out/new.json": "4" };
  expect(await filesOf(recorded, there)).toEqual(["out/a.json: 3", "out/new.json: 4", "out/sub/b.json: 2"]);
});

test("where one has a file and the other a folder, what is there counts", async () => {
  expect(await filesOf(recorded, { "out/sub": "5" })).toEqual(["out/a.json: 1", "out/sub: 5"]);
});

test("a file in place of the whole folder hides it", async () => {
  expect(await filesOf(recorded, { out: "6" })).toEqual(["out: 6"]);
});

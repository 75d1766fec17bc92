import { randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { link, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { hashPath } from "#core/data/hash/hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import type { Progress } from "#core/progress";
import { readCacheState } from "../../support/cache-state.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
  await writeFile(at("large"), content);
});
afterEach(() => remove());

/** More than two of the pieces that are written at once, and a rest. */
const content = randomBytes((20 << 20) + 1);

const at = (path: string) => join(root, path);
const cacheHere = () => openCache(at("cache"));
const onlyRight = (count: number) => ({
  right: Array.from({ length: count }, () => expect.any(String)),
  wrong: [],
  strange: [],
});

test("one reading hashes a large file and stores it", async () => {
  const phases = new Map<string, Progress>();
  const hash = await cacheHere().store(at("large"), { onProgress: (told) => phases.set(told.phase, told) });
  expect(hash).toEqual(await hashPath(at("large"), {}));
  const object = (await cacheHere().locate(hash?.md5 ?? "")) ?? "";
  expect(content.equals(await readFile(object))).toBe(true);
  const size = content.length;
  expect([...phases.values()]).toEqual([{ phase: "Hashing", done: size, total: size, unit: "bytes" }]);
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(1));
});

test("an object that is there already stays, and nothing is left beside it", async () => {
  const hash = await cacheHere().store(at("large"), {});
  const object = (await cacheHere().locate(hash?.md5 ?? "")) ?? "";
  const { ino } = await stat(object);
  await link(object, at("hard"));
  await symlink(object, at("symbolic"));
  for (const name of ["large", "hard", "symbolic"]) {
    expect((await cacheHere().store(at(name), {}))?.md5).toBe(hash?.md5);
    expect((await stat(object)).ino).toBe(ino);
  }
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(1));
});

test("a file that was hashed before is stored without another hashing", async () => {
  const stats = await openStatCache(root);
  // The cache believes nothing of a file that was written just now.
  await expect
    .poll(async () => {
      await hashPath(at("large"), { stats });
      const sighting = { path: at("large"), stats: await stat(at("large")), time: Date.now() };
      return stats.get(sighting, "md5");
    })
    .toBeDefined();
  const hash = await cacheHere().store(at("large"), { stats });
  expect(await cacheHere().has(hash?.md5 ?? "")).toBe(true);
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(1));
});

test("a cancelled store leaves nothing", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const onProgress = () => stop.abort(reason);
  const storing = cacheHere().store(at("large"), { signal: stop.signal, onProgress });
  await expect(storing).rejects.toBe(reason);
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(0));
});

test("a file that changes while it is read is refused, and leaves nothing", async () => {
  const onProgress = ({ phase, done, total }: Progress) => {
    if (phase !== "Hashing" || done !== total) return;
    const file = openSync(at("large"), "r+");
    writeSync(file, "changed");
    closeSync(file);
  };
  await expect(cacheHere().store(at("large"), { onProgress })).rejects.toMatchObject({
    kind: "changed-while-stored",
  });
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(0));
});

test("a cache that cannot be written is named, and the file is not taken for absent", async () => {
  await mkdir(at("cache"));
  await writeFile(at("cache/files"), "in the way");
  await expect(cacheHere().store(at("large"), {})).rejects.toThrow(/cache.files/);
  expect(await readdir(at("cache"))).toEqual(["files"]);
});

test("the large files of a folder become objects, equal ones become one", async () => {
  await mkdir(at("folder"));
  for (const name of ["one", "same"]) await writeFile(at(`folder/${name}`), content);
  await writeFile(at("folder/other"), content.subarray(1));
  await writeFile(at("folder/small"), "small");
  const hash = await cacheHere().store(at("folder"), {});
  expect(hash).toEqual(await hashPath(at("folder"), {}));
  expect(await readCacheState(at("cache"))).toEqual(onlyRight(4));
  await rm(at("folder"), { recursive: true });
  await cacheHere().checkout({ path: at("folder"), md5: hash?.md5 ?? "" });
  expect(content.equals(await readFile(at("folder/same")))).toBe(true);
});

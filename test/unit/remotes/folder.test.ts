import { readdir, stat, utimes, writeFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRemote } from "#core/data/remotes/open-remote";
import { expectBlobsKept, namesIn, never, remoteOf } from "../../support/cloud-store.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let remove: () => Promise<void>;
let root: string;

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
  root = path.join(folder, "a folder/that is new");
});

afterEach(() => remove());

test("keeps blobs under their names", async () => {
  await mkdir(root, { recursive: true });
  await expectBlobsKept(await openRemote(remoteOf(root)), folder);
});

test("takes a file URL, too", async () => {
  await mkdir(root, { recursive: true });
  await expectBlobsKept(await openRemote(remoteOf(pathToFileURL(root).href)), folder);
});

test("a folder that is not there, such as one that is not mounted, is not taken for an empty one", async () => {
  const store = await openRemote(remoteOf(root));
  await expect(store.read("files/md5/ab/c", 0, never)).rejects.toThrow(
    /cannot be reached: there is no such folder/u,
  );
  expect(await store.size("files/md5/ab/c", never)).toBeUndefined();
});

test("protects blobs as DVC does", async () => {
  const store = await openRemote(remoteOf(root));
  await writeFile(path.join(folder, "blob"), "x");
  await store.upload(path.join(folder, "blob"), "files/md5/ab/c", { signal: never });
  const { mode } = await stat(path.join(root, "files/md5/ab/c"));
  expect((mode & 0o777).toString(8)).toBe("444");
});

test("an upload removes what killed ones have left a day ago, and nothing else", async () => {
  const place = path.join(root, "files/md5/ab");
  await mkdir(place, { recursive: true });
  const old = new Date(Date.now() - 2 * 86_400_000);
  const names = [".0123456789012345678901.tmp", ".abcdefghijklmnopqrstuv.tmp", ".mine.tmp", "keep"];
  for (const name of names) await writeFile(path.join(place, name), "");
  for (const name of names.filter((each) => !each.startsWith(".abc")))
    await utimes(path.join(place, name), old, old);
  const store = await openRemote(remoteOf(root));
  await writeFile(path.join(folder, "blob"), "x");
  await store.upload(path.join(folder, "blob"), "files/md5/ab/c", { signal: never });
  expect((await readdir(place)).toSorted()).toEqual([
    ".abcdefghijklmnopqrstuv.tmp",
    ".mine.tmp",
    "c",
    "keep",
  ]);
  expect(await namesIn(store, "files/")).toEqual([
    "files/md5/ab/.mine.tmp",
    "files/md5/ab/c",
    "files/md5/ab/keep",
  ]);
});

test("an upload that is stopped leaves nothing behind", async () => {
  const store = await openRemote(remoteOf(root));
  const file = path.join(folder, "blob");
  await writeFile(file, Buffer.alloc(3 << 20));
  const stop = new AbortController();
  const onBytes = () => stop.abort(new Error("enough"));
  await expect(store.upload(file, "files/md5/ab/c", { signal: stop.signal, onBytes })).rejects.toThrow(
    "enough",
  );
  expect(await readdir(path.join(root, "files/md5/ab"))).toEqual([]);
});

test.each([
  [{ jobs: "many" }, "s3://bucket", /"jobs" must be a whole number/u],
  [{}, "gdrive://root", /gdrive:\/\/ is not supported; there are .*Use dvc/u],
])("refuses the settings %o of %s with the way out", async (options, url, message) => {
  await expect(openRemote(remoteOf(url, options))).rejects.toThrow(message);
});

test("the user says how many transfers there are at once, else the settings do", async () => {
  expect((await openRemote(remoteOf(root, { jobs: "3" }))).jobs).toBe(3);
  expect((await openRemote(remoteOf(root, { jobs: "3" }), { jobs: 5 })).jobs).toBe(5);
});

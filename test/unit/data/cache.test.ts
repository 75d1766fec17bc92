import { chmod, link, lstat, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { parseTree } from "#core/data/cache/dir-object";
import { hashPath } from "#core/data/hash/hash";
import type { PathHash } from "#core/data/hash/hash";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

const at = (path: string) => join(root, path);
const cacheOf = (...args: Parameters<typeof openCache> extends [string, ...infer Rest] ? Rest : never) =>
  openCache(at("cache"), ...args);

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  }
}

async function hashOf(path: string): Promise<PathHash> {
  const hash = await hashPath(at(path), {});
  if (hash === undefined) throw new Error(`${path} is not there`);
  return hash;
}

/** Stores a path and gives its hash. */
async function store(path: string): Promise<string> {
  const hash = await hashOf(path);
  await cacheOf().insert(at(path), hash);
  return hash.md5;
}

const filesBelow = async (path: string) =>
  (await readdir(at(path), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();

describe("insert", () => {
  test("stores a folder as DVC lays it out: read-only objects, the listing with its suffix", async () => {
    await write({ "d/x": "1", "d/y/z": "2\n" });
    expect(await store("d")).toBe("3ed0d26ff8a658b4cc496af23099ce2d.dir");
    const listing = at("cache/files/md5/3e/d0d26ff8a658b4cc496af23099ce2d.dir");
    expect(await readFile(listing, "utf8")).toHaveLength(124);
    expect((await stat(listing)).mode & 0o7777).toBe(0o444);
    expect(await readFile(at("cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b"), "utf8")).toBe("1");
    expect(await filesBelow("cache")).toHaveLength(3);
  });

  test("refuses data that changed since it was hashed, and leaves nothing behind", async () => {
    await write({ file: "before" });
    const hash = await hashOf("file");
    await write({ file: "after" });
    await expect(cacheOf().insert(at("file"), hash)).rejects.toMatchObject({ kind: "changed-while-stored" });
    expect(await filesBelow("cache")).toEqual([]);
  });

  test("leaves an object alone that is there already", async () => {
    await write({ file: "1" });
    const md5 = await store("file");
    const object = await cacheOf().locate(md5);
    const before = await stat(object ?? "");
    await store("file");
    expect((await stat(object ?? "")).ino).toBe(before.ino);
  });
});

describe("has", () => {
  test("checks an object that is not protected, deletes a wrong one and protects a right one", async () => {
    await write({
      "cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b": "1",
      "cache/files/md5/c8/1e728d9d4c2f636f067f89cc14862c": "not 2",
    });
    expect(await cacheOf().has("c4ca4238a0b923820dcc509a6f75849b")).toBe(true);
    expect((await stat(at("cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b"))).mode & 0o777).toBe(0o444);
    expect(await cacheOf().has("c81e728d9d4c2f636f067f89cc14862c")).toBe(false);
    expect(await filesBelow("cache")).toEqual(["ca4238a0b923820dcc509a6f75849b"]);
  });

  test("finds objects of DVC 2, whose text may have other line ends than its hash says", async () => {
    await write({ "cache/dd/8c6a395b5dd36c56d23275028f526c": "a\r\nb\r\n" });
    expect(await cacheOf().has("dd8c6a395b5dd36c56d23275028f526c")).toBe(true);
  });

  test("never takes for a path what is not a hash", async () => {
    await write({ precious: "1" });
    expect(await cacheOf().has("../../../../precious")).toBe(false);
    expect(await readFile(at("precious"), "utf8")).toBe("1");
  });
});

describe("missing", () => {
  test("names a folder of which a member is gone, and one whose listing is damaged", async () => {
    await write({ "d/x": "1", "d/y": "2", "e/z": "3", "f/z": "4" });
    const [d, e, f] = [await store("d"), await store("e"), await store("f")];
    await rm(at("cache/files/md5/c4"), { recursive: true });
    const listing = (await cacheOf().locate(f)) ?? "";
    await chmod(listing, 0o644);
    await writeFile(listing, "[");
    await chmod(listing, 0o444);
    expect(await cacheOf().missing([d, e, f, "d41d8cd98f00b204e9800998ecf8427e"])).toEqual(
      new Set([d, f, "d41d8cd98f00b204e9800998ecf8427e"]),
    );
  });

  test("a listing that leaves its folder is refused", async () => {
    const listing = '[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "../../evil"}]';
    await write({ file: listing });
    const hash = await hashOf("file");
    await cacheOf().insert(at("file"), hash);
    await mkdir(at("cache/files/md5/aa"), { recursive: true });
    const { md5 } = hash;
    await link(
      (await cacheOf().locate(md5)) ?? "",
      join(at("cache/files/md5"), md5.slice(0, 2), `${md5.slice(2)}.dir`),
    );
    await expect(cacheOf().readTree(`${md5}.dir`)).rejects.toMatchObject({ kind: "damaged-object" });
  });
});

describe("damaged objects", () => {
  test.each(['["x", "x/y"]', '["x/y/z", "x/y"]', String.raw`["a\u0000b"]`])(
    "a listing of %s is refused",
    (names) => {
      const entries = (JSON.parse(names) as string[]).map((relpath) => ({ relpath, md5: "0".repeat(32) }));
      expect(() => parseTree("f.dir", JSON.stringify(entries))).toThrow("damaged");
    },
  );

  test("a folder in the place of an object is none", async () => {
    await write({ x: "1" });
    const md5 = await store("x");
    const path = (await cacheOf().locate(md5)) ?? "";
    await rm(path);
    await mkdir(path);
    expect(await cacheOf().missing([md5])).toEqual(new Set([md5]));
    expect(await cacheOf().locate(md5)).toBeUndefined();
  });
});

describe("checkout", () => {
  test("touches only what differs and removes emptied folders", async () => {
    await write({ "d/same": "1", "d/changed": "2", "d/gone/deep": "3" });
    const md5 = await store("d");
    await write({ "d/changed": "two", "d/extra/more": "4" });
    await rm(at("d/gone"), { recursive: true });
    const before = await stat(at("d/same"));
    await store("d");
    const changes = await cacheOf().checkout({ path: at("d"), md5 });
    expect(changes).toEqual({
      added: [at("d/gone/deep")],
      modified: [at("d/changed")],
      deleted: [at("d/extra/more")],
    });
    expect((await stat(at("d/same"))).ino).toBe(before.ino);
    expect((await hashOf("d")).md5).toBe(md5);
    expect((await readdir(at("d"))).toSorted()).toEqual(["changed", "gone", "same"]);
  });

  test("keeps data that the cache does not have, unless told otherwise", async () => {
    await write({ "d/a": "1" });
    const md5 = await store("d");
    await write({ "d/a": "unsaved" });
    const cache = cacheOf();
    await expect(cache.checkout({ path: at("d"), md5 })).rejects.toMatchObject({ kind: "would-overwrite" });
    expect(await readFile(at("d/a"), "utf8")).toBe("unsaved");
    await cache.checkout({ path: at("d"), md5 }, { force: true });
    expect(await readFile(at("d/a"), "utf8")).toBe("1");
  });

  test("changes nothing when an object is missing", async () => {
    await write({ "d/a": "1", "d/b": "2" });
    const md5 = await store("d");
    await rm(at("cache/files/md5/c8"), { recursive: true });
    await rm(at("d"), { recursive: true });
    await write({ "d/c": "3" });
    await expect(cacheOf().checkout({ path: at("d"), md5 }, { force: true })).rejects.toMatchObject({
      kind: "object-missing",
    });
    expect(await readdir(at("d"))).toEqual(["c"]);
  });

  test("turns a file into a folder and back", async () => {
    await write({ "d/a/b": "1", file: "2" });
    const folder = await store("d");
    const file = await store("file");
    await cacheOf().checkout({ path: at("d"), md5: file });
    expect(await readFile(at("d"), "utf8")).toBe("2");
    await cacheOf().checkout({ path: at("d"), md5: folder });
    expect(await readFile(at("d/a/b"), "utf8")).toBe("1");
  });

  test("copies are writable and executable where recorded so", async () => {
    await write({ file: "1" });
    const md5 = await store("file");
    await cacheOf().checkout({ path: at("copy"), md5 });
    await cacheOf().checkout({ path: at("program"), md5, isexec: true });
    expect((await stat(at("copy"))).mode & 0o700).toBe(0o600);
    expect((await stat(at("program"))).mode & 0o700).toBe(0o700);
  });

  test("links as configured and can link anew after a commit", async () => {
    await write({ file: "1" });
    const md5 = await store("file");
    const symbolic = cacheOf({ linkTypes: ["symlink"] });
    await symbolic.checkout({ path: at("file"), md5 });
    expect((await lstat(at("file"))).isSymbolicLink()).toBe(false);
    await symbolic.checkout({ path: at("file"), md5 }, { relink: true });
    expect((await lstat(at("file"))).isSymbolicLink()).toBe(true);
    const hard = cacheOf({ linkTypes: ["hardlink"] });
    await hard.checkout({ path: at("hard"), md5 });
    expect((await stat(at("hard"))).ino).toBe((await stat((await hard.locate(md5)) ?? "")).ino);
    await hard.checkout({ path: at("program"), md5, isexec: true });
    expect((await stat((await hard.locate(md5)) ?? "")).mode & 0o777).toBe(0o444);
  });

  test("replaces a broken link and ignores what a killed checkout left", async () => {
    await write({ "d/a": "1" });
    const md5 = await store("d");
    await rm(at("d/a"));
    await write({ "d/.a.0123456789abcdef.tmp": "half" });
    await cacheOf().checkout({ path: at("d"), md5 });
    expect(await readdir(at("d"))).toEqual(["a"]);
    await symlink("nowhere", at("link"));
    await cacheOf().checkout({ path: at("link"), md5: "c4ca4238a0b923820dcc509a6f75849b" });
    expect(await readFile(at("link"), "utf8")).toBe("1");
    await rm(at("d/a"));
    await symlink("../cache/files/md5/26/ab0db90d72e28ad0ba1e22ee510510", at("d/a"));
    await cacheOf().checkout({ path: at("d"), md5 });
    expect(await readFile(at("d/a"), "utf8")).toBe("1");
  });
});

test("a shared cache belongs to the group", async () => {
  await write({ file: "1" });
  await cacheOf({ shared: true }).insert(at("file"), await hashOf("file"));
  expect((await stat(at("cache/files/md5/c4"))).mode & 0o7777).toBe(0o2775);
});

import { chmod, mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import { openStatCache } from "#core/data/hash/stat-cache";
import { lie, lieInStatCache } from "../../support/lying-stat-cache.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(() => remove());

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const hash = (path: string) => hashPath(join(root, path), { ignore: openDvcIgnore(root) });

describe("hashes that DVC gives", () => {
  test("a folder with a name outside of ASCII", async () => {
    await write({ "out/b.txt": "hello\n", "out/sub/a.txt": "x", "out/é.txt": "y" });
    expect(await hash("out")).toMatchObject({
      md5: "9df15b8379dba0e80f956a13c0d0551e.dir",
      size: 8,
      nfiles: 3,
      tree: {
        listing:
          '[{"md5": "b1946ac92492d2347c6235b4d2611184", "relpath": "b.txt"}, ' +
          '{"md5": "9dd4e461268c8034f5c8564e155c67a6", "relpath": "sub/a.txt"}, ' +
          '{"md5": "415290769594460e2e485922904f345d", "relpath": "\\u00e9.txt"}]',
      },
    });
    expect((await hash("out/sub"))?.md5).toBe("2b36164c99a2150fcc469c5c3e2c00fc.dir");
  });

  test("a folder whose names sort differently in JavaScript", async () => {
    const names = ["A", "a-b", "a.txt", "a/z", "ab/c", "é", "～", "😀"];
    await write(Object.fromEntries(names.map((name) => [`d/${name}`, "x"])));
    expect((await hash("d"))?.md5).toBe("357b9d6c1578cfe61aa47bb19e49ebca.dir");
  });

  test("an empty folder, an empty file, an executable, nothing", async () => {
    await mkdir(join(root, "empty/inside"), { recursive: true });
    await write({ file: "", "run.sh": "x" });
    await chmod(join(root, "run.sh"), 0o755);
    expect(await hash("empty")).toMatchObject({
      md5: "d751713988987e9331980363e24189ce.dir",
      size: 0,
      nfiles: 0,
    });
    expect(await hash("file")).toEqual({ md5: "d41d8cd98f00b204e9800998ecf8427e", size: 0 });
    expect(await hash("run.sh")).toEqual({ md5: "9dd4e461268c8034f5c8564e155c67a6", size: 1, isexec: true });
    expect(await hash("absent")).toBeUndefined();
  });

  test("line ends count, except in the hash of DVC 2", async () => {
    await write({ "text.csv": "a\r\nb\r\n", "binary.dat": "a\0\r\nb\r\n" });
    const legacy = (path: string) => hashPath(join(root, path), { algorithm: "md5-dos2unix" });
    // md5 of "a\nb\n", and of the untouched bytes where they are no text.
    expect((await legacy("text.csv"))?.md5).toBe("dd8c6a395b5dd36c56d23275028f526c");
    expect((await legacy("binary.dat"))?.md5).toBe((await hash("binary.dat"))?.md5);
    expect((await hash("text.csv"))?.md5).not.toBe("dd8c6a395b5dd36c56d23275028f526c");
  });
});

describe("what belongs to a folder", () => {
  test("linked files do; linked folders, ignored files and other repositories do not", async () => {
    await write({
      "d/a": "1",
      "other/b": "2",
      "d/x.log": "3",
      "d/nested/.dvc/config": "",
      "d/nested/c": "4",
    });
    await write({ ".dvcignore": "*.log\n" });
    await symlink(join(root, "other/b"), join(root, "d/b"));
    await symlink(join(root, "other"), join(root, "d/linked"));
    const members = (await hash("d"))?.tree?.members.map((member) => member.relpath).toSorted();
    expect(members).toEqual(["a", "b"]);
  });

  test("a broken link is named", async () => {
    await write({ "d/a": "1" });
    await symlink("nowhere", join(root, "d/broken"));
    await expect(hash("d")).rejects.toMatchObject({
      kind: "broken-link",
      message: expect.stringContaining("d/broken"),
    });
  });

  test("a link to an object that the cache lost is named, and absent for who only compares", async () => {
    await write({ "d/a": "1" });
    await symlink("../cache/files/md5/26/ab0db90d72e28ad0ba1e22ee510510", join(root, "d/lost"));
    await expect(hash("d")).rejects.toMatchObject({
      kind: "broken-link",
      message: expect.stringContaining("trainyard pull"),
    });
    const found = await hashPath(join(root, "d"), { skipLost: true });
    expect(found?.tree?.members.map(({ relpath }) => relpath)).toEqual(["a"]);
    await symlink("nowhere", join(root, "d/broken"));
    await expect(hashPath(join(root, "d"), { skipLost: true })).rejects.toMatchObject({
      message: expect.stringContaining("d/broken"),
    });
  });

  test("rules inside of the data are refused", async () => {
    await write({ "d/a": "1", "d/.dvcignore": "*.log\n" });
    await expect(hash("d")).rejects.toMatchObject({ kind: "ignore-file-in-data" });
  });
});

describe("the stat cache", () => {
  const longAgo = new Date("2020-01-01T00:00:00.123Z");

  test("spares the reading of a file that did not change, also in the next process", async () => {
    await write({ data: "one" });
    await utimes(join(root, "data"), longAgo, longAgo);
    // The change time cannot be set back, so wait until it is certainly older than a tick of the clock.
    await new Promise((done) => setTimeout(done, 60));
    const stats = await openStatCache(root);
    await hashPath(join(root, "data"), { stats });
    await stats.save();
    await lieInStatCache(root);
    const reopened = await hashPath(join(root, "data"), { stats: await openStatCache(root) });
    expect(reopened?.md5).toBe(lie);
  });

  test("answers also where it can be neither read nor written", async () => {
    await write({ data: "one" });
    await utimes(join(root, "data"), longAgo, longAgo);
    await new Promise((done) => setTimeout(done, 60));
    // The superuser, too, can write no file where a folder is.
    await mkdir(join(root, ".dvc/tmp/trainyard/hashes/x"), { recursive: true });
    const stats = await openStatCache(root);
    expect(await hashPath(join(root, "data"), { stats })).toMatchObject({ size: 3 });
    await expect(stats.save()).resolves.toBeUndefined();
  });

  test("notices a change of the content that keeps size and modification time", async () => {
    await write({ data: "one" });
    await utimes(join(root, "data"), longAgo, longAgo);
    await new Promise((done) => setTimeout(done, 60));
    const stats = await openStatCache(root);
    const first = await hashPath(join(root, "data"), { stats });
    await write({ data: "two" });
    await utimes(join(root, "data"), longAgo, longAgo);
    const second = await hashPath(join(root, "data"), { stats });
    expect(second?.md5).not.toBe(first?.md5);
  });

  test("does not trust a file that was written just now", async () => {
    const stats = await openStatCache(root);
    for (const text of ["one", "two", "six", "ten"]) {
      await write({ data: text });
      const seen = await hashPath(join(root, "data"), { stats });
      expect(seen?.md5).toBe((await hash("data"))?.md5);
    }
  });

  test("a damaged file is an empty cache", async () => {
    await write({ data: "one", ".dvc/tmp/trainyard/hashes": "{" });
    const stats = await openStatCache(root);
    expect((await hashPath(join(root, "data"), { stats }))?.size).toBe(3);
  });
});

describe("folders with many files", () => {
  const settled = () => new Promise((done) => setTimeout(done, 60));
  const look = async () => {
    const stats = await openStatCache(root);
    const found = await hashPath(join(root, "d"), { stats });
    await stats.save();
    return found;
  };

  test("a second look reads only what is new, has changed or has moved", async () => {
    await write({ "d/a": "1", "d/b": "2", "d/sub/c": "3" });
    await settled();
    await look();
    await lieInStatCache(root);
    await write({ "d/b": "two", "d/new": "4" });
    const members = (await look())?.tree?.members.map(({ relpath, md5 }) => [relpath, md5 === lie]);
    expect(members).toEqual([
      ["a", true],
      ["b", false],
      ["new", false],
      ["sub/c", true],
    ]);
  });

  test("the same files give the same hash, remembered or not", async () => {
    await write({ "d/a": "1", "d/b": "2" });
    await chmod(join(root, "d/b"), 0o755);
    await settled();
    const first = await look();
    const second = await look();
    expect(second).toEqual(await hash("d"));
    expect(second?.tree).toEqual(first?.tree);
    await rm(join(root, "d/a"));
    await write({ "d/z": "1" });
    expect((await look())?.md5).toBe((await hash("d"))?.md5);
    expect((await look())?.tree?.members).toEqual([
      { relpath: "b", md5: "c81e728d9d4c2f636f067f89cc14862c", size: 1, isexec: true },
      { relpath: "z", md5: "c4ca4238a0b923820dcc509a6f75849b", size: 1 },
    ]);
  });

  test("others have their turn meanwhile, a signal stops it, and it says how far it is", async () => {
    await write(Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`d/${index}`, "x"])));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const told: unknown[] = [];
    const found = await hashPath(join(root, "d"), { onProgress: (progress) => told.push(progress) });
    clearInterval(timer);
    expect(found?.nfiles).toBe(3_000);
    expect(turns).toBeGreaterThan(0);
    expect(told.at(-1)).toEqual({ phase: "Hashing", done: 3_000, unit: "files" });
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("stopped"));
    await expect(hashPath(join(root, "d"), { signal: stop.signal, onProgress })).rejects.toThrow("stopped");
  });
});

test.skipIf(process.platform !== "linux")(
  "a name that is not UTF-8 is refused, and may be ignored",
  async () => {
    await write({ "d/a": "1", "d/\ufffd": "2" });
    expect((await hash("d"))?.nfiles).toBe(2);
    await writeFile(Buffer.concat([Buffer.from(`${root}/d/caf`), Buffer.from([0xe9])]), "3");
    await expect(hash("d")).rejects.toMatchObject({
      kind: "name-not-text",
      message: expect.stringContaining("d/caf\ufffd"),
    });
    await write({ ".dvcignore": "caf*\n" });
    expect((await hash("d"))?.nfiles).toBe(2);
  },
);

test("a signal that fired ends the hashing with its reason", async () => {
  await write({ "d/a": "1" });
  const reason = new Error("stopped");
  await expect(hashPath(join(root, "d"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

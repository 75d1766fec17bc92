import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDvcIgnore } from "#core/data/dvc-ignore";
import { hashPath } from "#core/data/hash/hash";
import { hashLargeFolder } from "#core/data/hash/hash-large-folder";
import { openStatCache } from "#core/data/hash/stat-cache";
import { writeFiles } from "../../support/git-repository.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

/** Longer than anything that has just changed is mistrusted for. */
const settle = () => sleep(2_100);

/** Hashes a folder of its own as `status` does, and says whether its files were looked at one by one. */
async function hashed(name: string): Promise<{ md5: string | undefined; walked: boolean }> {
  const stats = await openStatCache(root);
  let walked = false;
  const ignore = openDvcIgnore(root);
  const options = { stats, ignore, skipLost: true, onProgress: () => (walked = true) };
  const hash = await hashLargeFolder(join(root, name), options);
  await stats.save();
  const plain = await hashPath(join(root, name), { ignore, skipLost: true });
  expect([hash?.md5, hash?.size, hash?.nfiles]).toEqual([plain?.md5, plain?.size, plain?.nfiles]);
  return { md5: hash?.md5, walked };
}

/** What may happen to a folder, by the name of the folder that it happens to. */
const changes: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  "new content of the same length and time": async (folder) => {
    await writeFile(join(folder, "sub/b"), "9");
    await utimes(join(folder, "sub/b"), 1_000, 1_000);
  },
  "a new file": (folder) => writeFile(join(folder, "sub/c"), "3"),
  "a file that is gone": (folder) => rm(join(folder, "a")),
  "a new name": (folder) => rename(join(folder, "a"), join(folder, "z")),
  "two files that change places": async (folder) => {
    await rename(join(folder, "a"), join(folder, "t"));
    await rename(join(folder, "sub/b"), join(folder, "a"));
    await rename(join(folder, "t"), join(folder, "sub/b"));
  },
  "a folder put in the place of another": async (folder) => {
    await rename(join(folder, "sub"), join(folder, "old"));
    await mkdir(join(folder, "sub"));
    await rename(join(folder, "old/b"), join(folder, "sub/b2"));
    await rm(join(folder, "old"), { recursive: true });
  },
};

/** GNU's `find` is what is asked; on other systems each file is looked at, which the tests of `hashPath` cover. */
describe.skipIf(process.platform !== "linux")("the hash of a large folder", () => {
  beforeAll(async () => {
    ({ folder: root, remove } = await makeTempFolder());
    for (const name of [...Object.keys(changes), "same", "ignored", "linked"]) {
      await writeFiles(root, { [`${name}/a`]: "1", [`${name}/sub/b`]: "2" });
      await utimes(join(root, name, "sub/b"), 1_000, 1_000);
    }
    await writeFiles(root, { outside: "o" });
    await symlink(join(root, "outside"), join(root, "linked/link"));
    expect(await hashed("same")).toMatchObject({ walked: true });
    expect(await hashed("same"), "what has just changed is not trusted").toMatchObject({ walked: true });
    await settle();
    for (const name of Object.keys(changes)) expect((await hashed(name)).walked).toBe(true);
    for (const name of Object.keys(changes)) expect((await hashed(name)).walked).toBe(false);
    for (const [name, change] of Object.entries(changes)) await change(join(root, name));
  });
  afterAll(() => remove());

  it.each(Object.keys(changes))("sees %s", async (name) => {
    expect((await hashed(name)).walked).toBe(true);
  });

  it("is known without a look at each file while nothing changes", async () => {
    const first = await hashed("same");
    expect(first.walked).toBe(true);
    expect(await hashed("same")).toEqual({ ...first, walked: false });
    await chmod(join(root, "same/a"), 0o755);
    expect((await hashed("same")).walked).toBe(true);
  });

  it("follows other rules of .dvcignore", async () => {
    const before = await hashed("ignored");
    expect((await hashed("ignored")).walked).toBe(false);
    await writeFiles(root, { ".dvcignore": "ignored/sub\n" });
    const after = await hashed("ignored");
    expect(after.walked).toBe(true);
    expect(after.md5).not.toBe(before.md5);
    await rm(join(root, ".dvcignore"));
  });

  it("looks behind links each time", async () => {
    const before = await hashed("linked");
    await writeFiles(root, { outside: "another" });
    expect((await hashed("linked")).md5).not.toBe(before.md5);
  });

  it("has no hash of what is not there", async () => {
    expect(await hashed("nothing")).toEqual({ md5: undefined, walked: false });
  });
});
